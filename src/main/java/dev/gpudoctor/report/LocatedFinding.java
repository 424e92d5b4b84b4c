package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import java.util.Optional;

/**
 * A finding and the place in a text file it points at, if it is about one.
 *
 * @param finding what was found
 * @param place where in a file; empty for findings about a machine
 */
public record LocatedFinding(Finding finding, Optional<Place> place) {
    /**
     * A place in a file.
     *
     * @param file path as the user gave it
     * @param line counted from 1
     * @param column counted from 1
     */
    public record Place(String file, int line, int column) {}

    /** A finding about a machine. */
    static LocatedFinding onMachine(Finding finding) {
        return new LocatedFinding(finding, Optional.empty());
    }
}
