package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code cuda-compat} package: a newer user-mode driver for an older kernel driver.
 *
 * @param builtFromBranch the driver branch whose libraries it holds
 * @param bases for each kernel driver branch that NVIDIA's table names, whether the package may be used
 */
public record ForwardCompatPackage(
        String name, Version cuda, int builtFromBranch, Map<Integer, Fit> bases, Provenance provenance) implements Row {
    /** What NVIDIA's table says of a package on a driver branch. */
    public enum Fit {
        COMPATIBLE,
        /** The driver is newer than the package. */
        NOT_COMPATIBLE,
        /** The driver already is of that CUDA version. */
        NOT_APPLICABLE
    }

    public ForwardCompatPackage {
        bases = Collections.unmodifiableMap(new LinkedHashMap<>(bases));
    }

    @Override
    public String key() {
        return name;
    }

    static ForwardCompatPackage read(RowReader row) {
        return new ForwardCompatPackage(
                row.text("name"), row.version("cuda"), row.number("builtFromBranch"), bases(row), Provenance.read(row));
    }

    private static Map<Integer, Fit> bases(RowReader row) {
        Map<Integer, Fit> bases = new LinkedHashMap<>();
        row.map("bases", word -> RowReader.choiceOf(String.valueOf(word), Fit.class), "a fit")
                .forEach((branch, fit) -> bases.put(
                        Version.parse(branch)
                                .map(Version::major)
                                .orElseThrow(() -> row.refusal("bases", "is not a driver branch: " + branch)),
                        fit));
        return bases;
    }

    /** Nothing where the table does not name the branch. */
    public Optional<Fit> on(int driverBranch) {
        return Optional.ofNullable(bases.get(driverBranch));
    }
}
