package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Comparator;
import java.util.List;

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
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT);
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

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (facts.get(Needs.CU_INIT).isSuccess()) {
            return Judgement.pass();
        }
        List<Retry> cured = facts.machine().answers().retries().stream()
                .filter(retry ->
                        retry.answer().toOptional().map(CallResult::isSuccess).orElse(false))
                .sorted(Comparator.comparingInt(retry -> retry.without().size()))
                .toList();
        return Judgement.failIf(!cured.isEmpty(), () -> Judgement.fail()
                .with("variables", String.join(", ", cured.get(0).without()))
                .with("question", cured.get(0).question())
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
