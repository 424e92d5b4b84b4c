package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Libraries that releases of a program load by their paths, so that whoever asks for their names later gets these.
 *
 * @param program the program, as a consumer is called: {@code torch}
 * @param releases its releases; empty for all
 * @param when at what point
 * @param call what the user's program has to do for it, such as {@code onnxruntime.preload_dlls()}
 * @param beside distribution that must be installed too
 * @param libraries paths below the package directory, in order; the last step may contain stars
 */
public record Preload(
        String program,
        Optional<VersionSet> releases,
        When when,
        Optional<String> call,
        Optional<String> beside,
        List<String> libraries,
        Provenance provenance)
        implements Row {
    /** Points at which libraries are loaded. */
    public enum When {
        /** Before the program's own files. */
        FIRST,
        /** Only when its own files cannot be loaded without. */
        ON_FAILURE,
        /** Only when the user's program calls for it. */
        ON_CALL
    }

    public Preload {
        libraries = List.copyOf(libraries);
    }

    @Override
    public String key() {
        return (program + " "
                        + releases.map(VersionSet::anyOf).orElse(List.of()).stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" or "))
                        + " " + RowReader.wordFor(when) + " " + call.orElse(""))
                .strip();
    }

    /** Whether the row is about that release of that program. */
    public boolean isOf(String name, Version release) {
        return program.equals(name) && releases.map(set -> set.admits(release)).orElse(true);
    }

    static Preload read(RowReader row) {
        return new Preload(
                row.text("program"),
                row.optionalVersionSet("releases"),
                row.choice("when", When.class),
                row.optionalText("call"),
                row.optionalText("beside"),
                row.texts("libraries"),
                Provenance.read(row));
    }
}
