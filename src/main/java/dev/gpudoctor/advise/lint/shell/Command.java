package dev.gpudoctor.advise.lint.shell;

import java.util.List;
import java.util.Optional;

/**
 * One simple command: its words without assignments and redirections, and without wrappers such as {@code sudo}.
 *
 * @param assignments the {@code NAME=value} words in front of it
 * @param redirections the files that its output goes to or its input comes from
 */
public record Command(List<Word> words, List<Word> assignments, List<Word> redirections) {
    public Command {
        words = List.copyOf(words);
        assignments = List.copyOf(assignments);
        redirections = List.copyOf(redirections);
    }

    /** The program's name without its folder; empty when it is only known at build time. */
    public String program() {
        if (words.isEmpty() || !words.get(0).known()) {
            return "";
        }
        String path = words.get(0).value();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public List<Word> arguments() {
        return words.isEmpty() ? List.of() : words.subList(1, words.size());
    }

    public Place place() {
        return words.isEmpty() ? assignments.get(0).place() : words.get(0).place();
    }

    /** What an assignment in front of the command gives a variable. */
    public Optional<String> assigned(String name) {
        return assignments.stream()
                .filter(word -> word.startsWith(name + "="))
                .map(Word::afterEquals)
                .reduce((first, last) -> last);
    }

    @Override
    public String toString() {
        return String.join(" ", words.stream().map(Word::raw).toList());
    }
}
