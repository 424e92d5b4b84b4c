package dev.gpudoctor.app;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Diagnosis;
import java.util.List;

/**
 * The remedies of a diagnosis' root causes, in the order in which to take them.
 *
 * @param steps one per remedy
 */
public record FixPlan(List<Step> steps) {
    public FixPlan {
        steps = List.copyOf(steps);
    }

    /**
     * One remedy.
     *
     * @param finding what it repairs
     * @param remedy what to do
     */
    public record Step(Finding finding, Remedy remedy) {
        /** Whether it may be run by itself: it is marked safe, has a command and needs no reboot. */
        public boolean isSafe() {
            return remedy.safe() && !remedy.argv().isEmpty() && !remedy.needsReboot();
        }
    }

    /** The plan for everything but what is only information. */
    public static FixPlan of(Diagnosis diagnosis) {
        return new FixPlan(diagnosis.rootCauses().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .flatMap(finding -> finding.remedies().stream().map(remedy -> new Step(finding, remedy)))
                .toList());
    }

    /** What it repairs, each once. */
    public List<Finding> findings() {
        return steps.stream().map(Step::finding).distinct().toList();
    }

    /** The steps that may be run without a person at each of them. */
    public List<Step> safeSteps() {
        return steps.stream().filter(Step::isSafe).toList();
    }
}
