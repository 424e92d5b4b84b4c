package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Libraries that releases of a program open by name while they run (dlopen), so that no file's dynamic section tells.
 *
 * @param program the program, as a consumer is called: {@code tensorflow}
 * @param releases its releases; empty for all
 * @param without what happens when one of them is not found
 * @param feature what is unavailable then, where the program can do without
 * @param sonames the names, as they are passed to dlopen
 */
public record Opening(
        String program,
        Optional<VersionSet> releases,
        Without without,
        Optional<String> feature,
        List<String> sonames,
        Provenance provenance)
        implements Row {
    /** What happens without a library. */
    public enum Without {
        /** The program does not start. */
        START,
        /** It fails when it comes to it. */
        RUN,
        /** It goes on without the GPU. */
        GPU,
        /** It can do without. */
        FEATURE
    }

    public Opening {
        sonames = List.copyOf(sonames);
    }

    @Override
    public String key() {
        return (program + " "
                        + releases.map(VersionSet::anyOf).orElse(List.of()).stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" or "))
                        + " " + RowReader.wordFor(without) + " " + feature.orElse(""))
                .strip();
    }

    /** Whether the row is about that release of that program. */
    public boolean isOf(String name, Version release) {
        return program.equals(name) && releases.map(set -> set.admits(release)).orElse(true);
    }

    static Opening read(RowReader row) {
        return new Opening(
                row.text("program"),
                row.optionalVersionSet("releases"),
                row.choice("without", Without.class),
                row.optionalText("feature"),
                row.texts("sonames"),
                Provenance.read(row));
    }
}
