package dev.gpudoctor.finding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which distributions share commands and package names. Each names the family it belongs to, or is one itself. */
final class Distributions {
    private static final class Table {
        static final Properties FAMILIES = read();

        private static Properties read() {
            try (InputStream in =
                    Distributions.class.getResourceAsStream("/dev/gpudoctor/catalog/distributions.properties")) {
                Properties families = new Properties();
                families.load(in);
                return families;
            } catch (IOException e) {
                throw new UncheckedIOException("families of distributions", e);
            }
        }
    }

    private Distributions() {}

    /** Whether a remedy for that name is one for the distribution; a distribution that is not known takes any. */
    static boolean covers(String name, String distribution) {
        return distribution.isEmpty()
                || name.equals(distribution)
                || name.equals(Table.FAMILIES.getProperty(distribution));
    }
}
