package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Verdict;
import java.util.List;

/** The sentence beside the verdict: the first thing to repair, or why there is none. */
final class Headline {
    private Headline() {}

    static String of(Diagnosis diagnosis) {
        List<Finding> roots = diagnosis.rootCauses();
        boolean broken = !roots.isEmpty() && roots.get(0).severity() != Severity.INFO;
        if (broken && diagnosis.verdict() != Verdict.UNDETERMINED) {
            return roots.get(0).title();
        }
        if (diagnosis.verdict() != Verdict.UNDETERMINED) {
            return diagnosis.outcomes().stream().anyMatch(Outcome::isPardoned)
                    ? "Nothing was found but what is allowed."
                    : "Everything here fits together.";
        }
        return diagnosis.nothingChecked()
                ? "Nothing of NVIDIA was found that could be checked."
                : "Not everything could be decided.";
    }
}
