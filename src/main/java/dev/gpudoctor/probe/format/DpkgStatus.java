package dev.gpudoctor.probe.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** dpkg's database, {@code /var/lib/dpkg/status}. */
public final class DpkgStatus {
    private DpkgStatus() {}

    /**
     * An installed package.
     *
     * @param name without architecture
     * @param version in dpkg's form
     * @param architecture such as {@code amd64}
     */
    public record Package(String name, String version, String architecture) {}

    /** The packages whose name is wanted and whose state is installed. */
    public static List<Package> installed(String text, Predicate<String> wanted) {
        List<Package> packages = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf("\n\n", start);
            end = end < 0 ? text.length() : end;
            String name = field(text, start, end, "Package");
            if (!name.isEmpty()
                    && wanted.test(name)
                    && field(text, start, end, "Status").endsWith(" installed")) {
                packages.add(
                        new Package(name, field(text, start, end, "Version"), field(text, start, end, "Architecture")));
            }
            start = end + 2;
        }
        return packages;
    }

    private static String field(String text, int start, int end, String name) {
        int at = start;
        while (at >= 0 && at < end) {
            int lineEnd = text.indexOf('\n', at);
            lineEnd = lineEnd < 0 || lineEnd > end ? end : lineEnd;
            if (text.startsWith(name, at) && at + name.length() < lineEnd && text.charAt(at + name.length()) == ':') {
                return text.substring(at + name.length() + 1, lineEnd).strip();
            }
            at = lineEnd + 1;
        }
        return "";
    }
}
