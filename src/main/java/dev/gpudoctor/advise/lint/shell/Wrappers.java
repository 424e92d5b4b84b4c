package dev.gpudoctor.advise.lint.shell;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Programs that only start another one: {@code sudo -E pip install x} installs with pip. */
final class Wrappers {
    /** The options of each wrapper that take a value of their own. */
    private static final Map<String, Set<String>> VALUE_OPTIONS = Map.of(
            "sudo", Set.of("-u", "-g", "-C", "-h", "-p"),
            "env", Set.of("-u", "-C", "-S"),
            "time", Set.of("-f", "-o"),
            "nice", Set.of("-n"),
            "exec", Set.of("-a"),
            "command", Set.of(),
            "nohup", Set.of(),
            "xargs", Set.of("-n", "-P", "-I", "-L", "-d", "-a"),
            "eatmydata", Set.of());

    private static final Set<String> ENVIRONMENT_RUNNERS = Set.of("conda", "mamba", "micromamba");
    private static final Set<String> PROJECT_RUNNERS = Set.of("uv", "poetry", "pipenv", "pdm");

    private Wrappers() {}

    static List<Word> strip(List<Word> words) {
        List<Word> rest = words;
        int at = 0;
        while (!rest.isEmpty()) {
            String program = rest.get(0).value().substring(rest.get(0).value().lastIndexOf('/') + 1);
            int start = rest.size() > 1 ? startOfInner(program, rest) : 0;
            if (start == 0 || start >= rest.size()) {
                return rest;
            }
            at += start;
            // Of the whole list, for a view of a view of a view is slow.
            rest = words.subList(at, words.size());
        }
        return rest;
    }

    private static int startOfInner(String program, List<Word> words) {
        if (VALUE_OPTIONS.containsKey(program)) {
            return afterOptions(words, 1, VALUE_OPTIONS.get(program));
        }
        if (program.equals("timeout")) {
            return afterOptions(words, 1, Set.of("-k", "-s")) + 1;
        }
        if (ENVIRONMENT_RUNNERS.contains(program) && words.get(1).is("run")) {
            return afterOptions(words, 2, Set.of("-n", "--name", "-p", "--prefix", "--cwd"));
        }
        if (PROJECT_RUNNERS.contains(program) && words.get(1).is("run")) {
            return afterOptions(words, 2, Set.of("--with", "--python", "-p", "--project", "--directory"));
        }
        return 0;
    }

    private static int afterOptions(List<Word> words, int start, Set<String> withValue) {
        int at = start;
        while (at < words.size()) {
            String word = words.get(at).value();
            if (withValue.contains(word)) {
                at += 2;
            } else if (word.startsWith("-") || word.matches("[A-Za-z_][A-Za-z0-9_]*=.*")) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }
}
