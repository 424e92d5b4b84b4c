package dev.gpudoctor.rules.policy;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.PartialDate;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Where the policy asks for it, the vendor must still support the driver's branch. */
public final class DriverIsSupported implements Rule<Machine> {
    private static final String END = "endOfLife";

    private final LocalDate today;
    private final Severity severity;

    /**
     * @param today the day on which it must be supported
     * @param severity how bad it is if it is not, as the policy says
     */
    public DriverIsSupported(LocalDate today, Severity severity) {
        this.today = today;
        this.severity = severity;
    }

    @Override
    public String id() {
        return "policy.driver.ended";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.DRIVER);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<DriverBranch> branch = facts.matrix().driverBranch(facts.get(Needs.DRIVER), facts.platform());
        if (branch.isEmpty()) {
            return Judgement.undetermined("the matrix has no branch of driver " + facts.get(Needs.DRIVER));
        }
        boolean past =
                branch.get().endOfLife().filter(day -> day.isBefore(today)).isPresent();
        return Judgement.failIf(past || branch.get().supportEnded(), () -> Judgement.fail()
                .with("driver", facts.get(Needs.DRIVER))
                .with("branch", branch.get().branch())
                .with("when", branch.get().endOfLife().map(day -> " on " + day).orElse(""))
                .restingOn(branch.get(), isPastForAll(branch.get()) ? "supportEnded" : END)
                .atMost(severity));
    }

    /** Whether sources that disagree on the day at least agree that it is past. */
    private boolean isPastForAll(DriverBranch branch) {
        return branch.provenance().conflicts().stream()
                .filter(conflict -> conflict.field().equals(END))
                .flatMap(conflict -> conflict.claims().stream())
                .allMatch(claim -> PartialDate.parse(claim.value())
                        .filter(day -> day.isBefore(today))
                        .isPresent());
    }
}
