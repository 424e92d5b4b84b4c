package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A Jetson module or developer kit.
 *
 * @param partNumbers board ids as in the device tree, such as {@code p3701-0005}; empty if none was read
 * @param dlaCores deep-learning accelerators; empty where sources are silent or disagree: ask the machine
 * @param jetPackMin first JetPack for it
 * @param jetPackMax last JetPack line for it: {@code 5.1} means 5.1.x; {@code 7} means 7.x
 */
public record JetsonModule(
        String name,
        List<String> partNumbers,
        Optional<String> chip,
        Optional<String> soc,
        ComputeCapability capability,
        Optional<Integer> dlaCores,
        Optional<String> dlaVersion,
        Optional<Version> jetPackMin,
        Optional<Version> jetPackMax,
        Provenance provenance)
        implements Row {
    public JetsonModule {
        partNumbers = List.copyOf(partNumbers);
    }

    @Override
    public String key() {
        return name;
    }

    static JetsonModule read(RowReader row) {
        return new JetsonModule(
                row.text("name"),
                row.texts("partNumbers"),
                row.optionalText("chip"),
                row.optionalText("soc"),
                row.capability("capability"),
                row.optionalNumber("dlaCores"),
                row.optionalText("dlaVersion"),
                row.optionalVersion("jetPackMin"),
                row.optionalVersion("jetPackMax"),
                Provenance.read(row));
    }
}
