package dev.gpudoctor.advise.lint.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a shell script into simple commands. Control words are stepped over, so every command that could run is seen; what
 * depends on the run (a variable nobody set, a command's output) stays unknown instead of being guessed.
 */
public final class ShellReader {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_COMMANDS = 5_000;
    private static final char ESCAPE = '\\';
    private static final String WORD_ENDS = " \t\n;&|()<>";
    private static final Set<String> CONTROL = Set.of(
            "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "case", "esac", "in", "{", "}", "!");
    private static final Set<String> OPENING = Set.of("if", "while", "until", "for", "case");
    private static final Set<String> CLOSING = Set.of("fi", "done", "esac");
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh");

    private final Snippet script;
    private final Variables variables;
    private final int depth;
    private final List<Command> commands = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final List<Word> redirections = new ArrayList<>();
    private final List<String> heredocs = new ArrayList<>();
    private int branches;
    private int at;

    private ShellReader(Snippet script, Variables variables, int depth) {
        this.script = script;
        this.variables = variables;
        this.depth = depth;
    }

    /** The commands of a script that starts with these variables. */
    public static List<Command> read(Snippet script, Variables variables) {
        return new ShellReader(script, variables.copy(), 0).commands();
    }

    /** A command whose words an exec form already parted. */
    public static List<Command> ofWords(List<Word> words, Variables variables) {
        ShellReader reader = new ShellReader(Snippet.ofFile(""), variables.copy(), 0);
        reader.words.addAll(words);
        reader.endCommand();
        return List.copyOf(reader.commands);
    }

    private List<Command> commands() {
        while (at < script.length() && commands.size() < MAX_COMMANDS) {
            char c = script.charAt(at);
            if (c == '\n') {
                endCommand();
                at++;
                skipHeredocs();
            } else if (c == ' ' || c == '\t') {
                at++;
            } else if (c == ESCAPE && at + 1 < script.length() && script.charAt(at + 1) == '\n') {
                at += 2;
            } else if (c == '#') {
                skipComment();
            } else if (c == '<' || c == '>') {
                redirection();
            } else if (c == '&' && at + 1 < script.length() && script.charAt(at + 1) == '>') {
                at++;
            } else if (";&|()".indexOf(c) >= 0) {
                endCommand();
                at++;
            } else {
                word();
            }
        }
        endCommand();
        return List.copyOf(commands);
    }

    private void word() {
        WordReader reader = new WordReader(script, at, variables, ESCAPE, WORD_ENDS);
        Word word = reader.read();
        at = Math.max(reader.end(), at + 1);
        boolean fileDescriptor = at < script.length()
                && (script.charAt(at) == '<' || script.charAt(at) == '>')
                && word.raw().matches("\\d");
        if (!fileDescriptor) {
            words.add(word);
        }
    }

    private void skipComment() {
        while (at < script.length() && script.charAt(at) != '\n') {
            at++;
        }
    }

    /** Steps over the operator and its target; {@code <(…)} is a command of its own and so is read as one. */
    private void redirection() {
        boolean heredoc = script.text().startsWith("<<", at) && !script.text().startsWith("<<<", at);
        while (at < script.length() && "<>&|-".indexOf(script.charAt(at)) >= 0) {
            at++;
        }
        while (at < script.length() && (script.charAt(at) == ' ' || script.charAt(at) == '\t')) {
            at++;
        }
        if (at < script.length() && script.charAt(at) != '(' && script.charAt(at) != '\n') {
            WordReader reader = new WordReader(script, at, variables, ESCAPE, WORD_ENDS);
            Word target = reader.read();
            at = Math.max(reader.end(), at + 1);
            if (heredoc) {
                heredocs.add(target.value());
            } else {
                redirections.add(target);
            }
        }
    }

    private void skipHeredocs() {
        for (String end : heredocs) {
            boolean ended = false;
            while (!ended && at < script.length()) {
                int lineEnd = script.text().indexOf('\n', at);
                int stop = lineEnd < 0 ? script.length() : lineEnd;
                ended = script.text().substring(at, stop).strip().equals(end);
                at = Math.min(stop + 1, script.length());
            }
        }
        heredocs.clear();
    }

    private void endCommand() {
        List<Word> all = List.copyOf(words);
        List<Word> files = List.copyOf(redirections);
        words.clear();
        redirections.clear();
        int next = 0;
        while (next < all.size() && CONTROL.contains(all.get(next).raw())) {
            countBranch(all.get(next).raw());
            next++;
        }
        if (next < all.size() && OPENING.contains(all.get(next).raw())) {
            countBranch(all.get(next).raw());
            if (next + 1 < all.size()) {
                variables.setUnknown(all.get(next + 1).value());
            }
            return;
        }
        List<Word> assignments = new ArrayList<>();
        while (next < all.size() && isAssignment(all.get(next))) {
            assignments.add(all.get(next));
            next++;
        }
        List<Word> rest = all.subList(next, all.size());
        if (!rest.isEmpty()
                && Set.of("export", "declare", "local", "readonly")
                        .contains(rest.get(0).raw())) {
            assignments.addAll(rest.stream().filter(ShellReader::isAssignment).toList());
            rest = List.of();
        }
        if (rest.isEmpty()) {
            assignments.forEach(this::remember);
        }
        if (!rest.isEmpty() || !assignments.isEmpty()) {
            add(new Command(Wrappers.strip(rest), assignments, files));
        }
    }

    private void countBranch(String word) {
        if (OPENING.contains(word)) {
            branches++;
        } else if (CLOSING.contains(word)) {
            branches = Math.max(0, branches - 1);
        }
    }

    private static boolean isAssignment(Word word) {
        return word.raw().matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*");
    }

    private void remember(Word assignment) {
        String name = assignment.raw().substring(0, assignment.raw().indexOf('='));
        if (assignment.known() && branches == 0) {
            variables.set(name, assignment.afterEquals());
        } else {
            variables.setUnknown(name);
        }
    }

    private void add(Command command) {
        int script = SHELLS.contains(command.program()) ? scriptArgument(command.words()) : -1;
        if (script >= 0 && depth < MAX_DEPTH) {
            Word inner = command.words().get(script);
            new ShellReader(quotedText(inner), variables.copy(), depth + 1)
                    .commands()
                    .forEach(this.commands::add);
        } else {
            this.commands.add(command);
        }
    }

    /** The index of the script in {@code bash -euo pipefail -c SCRIPT}, or -1. */
    private static int scriptArgument(List<Word> words) {
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).raw().matches("-[a-z]*c")) {
                return i + 1;
            }
        }
        return -1;
    }

    /** The script inside the quotes; its places are exact as long as no escape shifts them. */
    private Snippet quotedText(Word word) {
        boolean quoted = word.raw().length() > 1 && "'\"".indexOf(word.raw().charAt(0)) >= 0;
        String inside = quoted ? word.raw().substring(1, word.raw().length() - 1) : word.value();
        int from = quoted ? script.text().indexOf(inside) : -1;
        return from >= 0 && inside.indexOf(ESCAPE) < 0
                ? script.cut(from, from + inside.length())
                : Snippet.at(inside.replace("\\\"", "\""), word.place());
    }
}
