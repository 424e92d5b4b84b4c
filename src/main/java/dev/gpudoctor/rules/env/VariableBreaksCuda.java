package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** What fails with a variable and works without it fails because of the variable. */
public final class VariableBreaksCuda implements Rule<Machine> {
    @Override
    public String id() {
        return "env.variable.breaks-cuda";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "env.cuda-visible-devices.empty",
                "env.cuda-visible-devices.invalid",
                "env.cuda-visible-devices.mig",
                "cuda.libcuda.stub",
                "cuda.compat.mismatch",
                "cuda.compat.unsupported-gpu",
                "cuda.mps.unreachable",
                "wsl.libcuda.not-on-path");
    }

    /** The fewer variables were taken away the better, and best is one directory taken out of one. */
    private static int bluntness(Retry retry) {
        return 2 * retry.without().size() + (retry.without().get(0).contains(" in ") ? 0 : 1);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isLive(facts.machine())) {
            return Judgement.notApplicable("nothing runs in a tree of files");
        }
        Optional<Retry> cured = facts.machine().answers().retries().stream()
                .filter(retry ->
                        retry.answer().toOptional().map(CallResult::isSuccess).orElse(false))
                .min((one, other) -> Integer.compare(bluntness(one), bluntness(other)));
        return Judgement.failIf(cured.isPresent(), () -> Judgement.fail()
                .with("variables", String.join(", ", cured.orElseThrow().without()))
                .with("question", cured.orElseThrow().question())
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
