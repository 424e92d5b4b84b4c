package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed.NotApplicable;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.policy.Copies.Copy;
import dev.gpudoctor.version.VersionRange;
import java.util.List;
import java.util.stream.Collectors;

/** Every program must get the version that is asked for; where no program uses the component, one copy must have it. */
final class VersionRequired implements Rule<Machine> {
    private final Requirement requirement;
    private final VersionRange range;

    VersionRequired(Requirement requirement, VersionRange range) {
        this.requirement = requirement;
        this.range = range;
    }

    @Override
    public String id() {
        return "policy.version.unmet";
    }

    @Override
    public Scope<Machine> scope() {
        return requirement.scope();
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Copies copies = Copies.of(requirement.name(), facts.machine());
        if (copies.all().isEmpty()) {
            return facts.machine().gaps().isEmpty()
                    ? requirement.unmet("none")
                    : Judgement.undetermined("none was found, but places could not be read");
        }
        if (copies.all().get(0).version() instanceof NotApplicable<?> notApplicable) {
            return Judgement.notApplicable(notApplicable.reason());
        }
        List<Copy> known =
                copies.all().stream().filter(copy -> copy.version().isFound()).toList();
        List<Copy> unfit = known.stream().filter(copy -> !fits(copy)).toList();
        boolean decidedByOne = !copies.inUse() && unfit.size() < known.size();
        if (decidedByOne || unfit.isEmpty() && known.size() == copies.all().size()) {
            return Judgement.pass();
        }
        if (!unfit.isEmpty() && (copies.inUse() || known.size() == copies.all().size())) {
            return requirement.unmet(unfit.stream().map(Copy::text).collect(Collectors.joining(", ")));
        }
        return Judgement.undetermined("a version is not known: "
                + copies.all().stream()
                        .filter(copy -> !copy.version().isFound())
                        .map(Copy::where)
                        .collect(Collectors.joining(", ")));
    }

    private boolean fits(Copy copy) {
        return range.admits(copy.version().toOptional().orElseThrow());
    }
}
