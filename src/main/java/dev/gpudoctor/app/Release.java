package dev.gpudoctor.app;

import dev.gpudoctor.matrix.Manifest;
import dev.gpudoctor.matrix.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which gpudoctor this is.
 *
 * @param version its version
 * @param commit the commit it was built from
 */
public record Release(String version, String commit) {
    /** The running release, as the build wrote it down. */
    public static Release current() {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream("/dev/gpudoctor/release.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Release(properties.getProperty("version"), properties.getProperty("commit"));
    }

    /** The lines of {@code --version}, with the matrix that comes with the program. */
    public String[] lines() {
        Manifest matrix = Matrix.builtIn().manifest();
        return new String[] {
            "gpudoctor " + version + " (commit " + commit + ")",
            "matrix " + matrix.dataVersion() + " as of " + matrix.asOf(),
            "runtime " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
