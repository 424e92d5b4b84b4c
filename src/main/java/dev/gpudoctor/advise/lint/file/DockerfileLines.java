package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.advise.lint.shell.Snippet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a Dockerfile into instructions: parser directives, comments, continued lines and here-documents, as BuildKit
 * reads them.
 *
 * @param escape the character that continues a line, by the {@code escape} directive a backslash or a backtick
 */
record DockerfileLines(List<Line> lines, char escape) {
    /** Longest file read, in characters. */
    static final int MAX_LENGTH = 1 << 20;

    private static final int MAX_INSTRUCTIONS = 20_000;

    private static final Set<String> KEYWORDS = Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");
    private static final Set<String> WITH_HEREDOCS = Set.of("RUN", "COPY", "ADD");
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([A-Za-z]+)\\s*=\\s*(.+)");
    private static final Pattern HEREDOC =
            Pattern.compile("(?<=^|\\s|\\d)<<(?<dash>-?)(?<quote>[\"']?)(?<name>[A-Za-z_][A-Za-z0-9_]*)\\k<quote>");

    /** One instruction, continued lines joined. */
    record Line(String keyword, Snippet arguments, List<Heredoc> heredocs, Place place) {}

    static DockerfileLines read(String file, String text) throws UnreadableFileException {
        if (text.length() > MAX_LENGTH) {
            throw new UnreadableFileException(file, "longer than " + MAX_LENGTH + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw new UnreadableFileException(file, "not a text file");
        }
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new Cutter(file, Snippet.ofFile(withoutMark)).cut();
    }

    /** What stands behind {@code ONBUILD}. */
    static Line triggered(String file, Line line) throws UnreadableFileException {
        return instruction(file, line.arguments(), line.heredocs());
    }

    private static Line instruction(String file, Snippet logical, List<Heredoc> heredocs)
            throws UnreadableFileException {
        int end = 0;
        while (end < logical.length() && !Character.isWhitespace(logical.charAt(end))) {
            end++;
        }
        String keyword = logical.text().substring(0, end).toUpperCase(Locale.ROOT);
        if (!KEYWORDS.contains(keyword)) {
            String shown = keyword.length() > 40 ? keyword.substring(0, 40) + "..." : keyword;
            throw new UnreadableFileException(
                    file, logical.start(), "not a Dockerfile: '" + printable(shown) + "' is no instruction");
        }
        return new Line(keyword, logical.from(end).strip(), heredocs, logical.start());
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Walks over the lines of the file. */
    private static final class Cutter {
        private final String file;
        private final Snippet text;
        private final List<Line> lines = new ArrayList<>();
        private char escape = '\\';
        private int at;

        Cutter(String file, Snippet text) {
            this.file = file;
            this.text = text;
        }

        DockerfileLines cut() throws UnreadableFileException {
            directives();
            while (at < text.length()) {
                Snippet line = nextLine();
                if (!isLeftOut(line)) {
                    if (lines.size() == MAX_INSTRUCTIONS) {
                        throw new UnreadableFileException(file, "more than " + MAX_INSTRUCTIONS + " instructions");
                    }
                    Snippet logical = joined(line);
                    lines.add(instruction(file, logical, heredocs(logical)));
                }
            }
            return new DockerfileLines(List.copyOf(lines), escape);
        }

        private void directives() {
            int start = at;
            Matcher directive = DIRECTIVE.matcher(nextLine().text().strip());
            while (directive.matches()
                    && Set.of("escape", "syntax", "check")
                            .contains(directive.group(1).toLowerCase(Locale.ROOT))) {
                if (directive.group(1).equalsIgnoreCase("escape")
                        && directive.group(2).equals("`")) {
                    escape = '`';
                }
                start = at;
                directive = DIRECTIVE.matcher(nextLine().text().strip());
            }
            at = start;
        }

        private Snippet nextLine() {
            int end = text.text().indexOf('\n', at);
            int stop = end < 0 ? text.length() : end;
            Snippet line = text.cut(at, stop);
            at = end < 0 ? text.length() : end + 1;
            return line;
        }

        /** Blank lines and comments between continued lines are left out, as the builder does. */
        private Snippet joined(Snippet first) {
            List<Snippet> pieces = new ArrayList<>();
            Snippet last = first.strip();
            while (isContinued(last) && at < text.length()) {
                pieces.add(last.cut(0, last.length() - 1));
                last = nextLine();
                while (at < text.length() && isLeftOut(last)) {
                    last = nextLine();
                }
                last = isLeftOut(last) ? last.cut(0, 0) : trimEnd(last);
            }
            pieces.add(last);
            return Snippet.join(pieces);
        }

        private static boolean isLeftOut(Snippet line) {
            return line.isBlank() || line.strip().charAt(0) == '#';
        }

        private static Snippet trimEnd(Snippet line) {
            return line.cut(0, line.text().stripTrailing().length());
        }

        private boolean isContinued(Snippet line) {
            return line.length() > 0 && line.charAt(line.length() - 1) == escape;
        }

        private List<Heredoc> heredocs(Snippet logical) throws UnreadableFileException {
            String keyword = logical.text().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
            if (!WITH_HEREDOCS.contains(keyword)) {
                return List.of();
            }
            List<Heredoc> found = new ArrayList<>();
            Matcher matcher = HEREDOC.matcher(logical.text());
            while (matcher.find()) {
                found.add(heredoc(
                        matcher.group("name"),
                        !matcher.group("dash").isEmpty(),
                        matcher.group("quote").isEmpty(),
                        logical.place(matcher.start())));
            }
            return found;
        }

        private Heredoc heredoc(String name, boolean stripTabs, boolean expands, Place place)
                throws UnreadableFileException {
            int start = at;
            Optional<Integer> end = Optional.empty();
            while (end.isEmpty() && at < text.length()) {
                int lineStart = at;
                String line = nextLine().text();
                if ((stripTabs ? line.replaceFirst("^\t+", "") : line).equals(name)) {
                    end = Optional.of(lineStart);
                }
            }
            if (end.isEmpty()) {
                throw new UnreadableFileException(file, place, "the here-document " + name + " never ends");
            }
            return new Heredoc(name, text.cut(start, end.get()), expands);
        }
    }
}
