package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A JetPack release: driver, kernel and libraries of a Jetson come with it.
 *
 * @param name NVIDIA's name, with {@code DP} for a developer preview
 * @param l4t Jetson Linux releases, first the one it came out with; empty if unknown
 * @param cuda the packaged number, usually of cudart: compare major and minor only
 * @param python the system's Python, which the bindings are built for
 * @param modules names of modules or whole families, as the source lists them
 */
public record JetPackRelease(
        String name,
        Version version,
        boolean preview,
        List<Version> l4t,
        Optional<Version> cuda,
        Optional<Version> cudnn,
        Optional<Version> tensorRt,
        Optional<Version> vpi,
        Optional<Version> openCv,
        Optional<Version> ubuntu,
        Optional<Version> python,
        Optional<Version> dlaSoftware,
        Optional<Version> driver,
        List<String> modules,
        Provenance provenance)
        implements Row {
    public JetPackRelease {
        l4t = List.copyOf(l4t);
        modules = List.copyOf(modules);
    }

    @Override
    public String key() {
        return name;
    }

    static JetPackRelease read(RowReader row) {
        return new JetPackRelease(
                row.text("name"),
                row.version("version"),
                row.flag("preview"),
                row.versions("l4t"),
                row.optionalVersion("cuda"),
                row.optionalVersion("cudnn"),
                row.optionalVersion("tensorRt"),
                row.optionalVersion("vpi"),
                row.optionalVersion("openCv"),
                row.optionalVersion("ubuntu"),
                row.optionalVersion("python"),
                row.optionalVersion("dlaSoftware"),
                row.optionalVersion("driver"),
                row.texts("modules"),
                Provenance.read(row));
    }
}
