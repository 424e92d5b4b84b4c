package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/**
 * One thing that is asked of the machine.
 *
 * @param name what it is about, such as {@code cuda} or {@code gpu.count}
 * @param condition what it must be, such as {@code >=2}
 * @param place who asks: file and line, or the option
 */
public record Requirement(String name, String condition, String place) {
    /** Name and condition as one writes them on the command line. */
    public String text() {
        boolean signed = "<>=!~".indexOf(condition.charAt(0)) >= 0;
        return name + (signed ? "" : "=") + condition;
    }

    /** The machine under this requirement's name, so that each has a case and a key of its own. */
    Scope<Machine> scope() {
        return new Scope<>("machine", machine -> Observed.found(List.of(machine)), machine -> text(), List.of());
    }

    /** It is not met. */
    Judgement.Failed unmet(String observed) {
        return Judgement.fail()
                .with("wanted", text())
                .with("place", place)
                .with("observed", observed)
                .seenIn(List.of(new Evidence(Evidence.Source.ASSUMED, place, text())));
    }
}
