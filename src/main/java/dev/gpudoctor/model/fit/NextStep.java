package dev.gpudoctor.model.fit;

import java.util.List;

/**
 * What to do with a model.
 *
 * @param text what for, in a sentence
 * @param argv the command as an argument vector; empty where it is not a command
 * @param code lines of Python; empty where it is a command
 */
public record NextStep(String text, List<String> argv, List<String> code) {
    public NextStep {
        argv = List.copyOf(argv);
        code = List.copyOf(code);
    }

    static NextStep command(String text, List<String> argv) {
        return new NextStep(text, argv, List.of());
    }

    static NextStep python(String text, List<String> code) {
        return new NextStep(text, List.of(), code);
    }
}
