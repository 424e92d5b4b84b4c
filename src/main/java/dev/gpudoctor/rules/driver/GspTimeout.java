package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Xid;
import java.util.List;
import java.util.Set;

/** A GPU whose system processor no longer answers can't be used. */
public final class GspTimeout implements Rule<Machine> {
    private static final Set<Integer> NUMBERS = Set.of(119, 120);

    @Override
    public String id() {
        return "driver.gsp.timeout";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Xid.LOG);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Xid> timeouts = Xid.of(facts.machine(), NUMBERS);
        return Judgement.failIf(!timeouts.isEmpty(), () -> Judgement.fail()
                .with("gpu", timeouts.get(0).address())
                .with("xid", timeouts.get(0).number())
                .seenIn(Xid.evidence(timeouts)));
    }
}
