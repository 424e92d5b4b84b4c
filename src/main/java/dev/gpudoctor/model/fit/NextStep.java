package dev.gpudoctor.model.fit;

import java.util.List;
import java.util.Optional;

/**
 * What to do with a model.
 *
 * @param text what for, in a sentence
 * @param argv the command as an argument vector; empty where it is not a command
 * @param code lines of Python; empty where it is a command
 * @param place where to do it; empty where it does not matter
 */
public record NextStep(String text, List<String> argv, List<String> code, Optional<Place> place) {
    /** A machine on the way from a model to an engine. */
    public enum Place {
        /** A computer that the framework's own packages install on. */
        PC("on a PC"),
        /** The machine whose GPU is to run the engine. */
        DEVICE("on the device");

        private final String text;

        Place(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    public NextStep {
        argv = List.copyOf(argv);
        code = List.copyOf(code);
    }

    static NextStep command(String text, List<String> argv) {
        return new NextStep(text, argv, List.of(), Optional.empty());
    }

    static NextStep python(String text, List<String> code) {
        return new NextStep(text, List.of(), code, Optional.empty());
    }

    static NextStep advice(String text) {
        return new NextStep(text, List.of(), List.of(), Optional.empty());
    }

    NextStep at(Place there) {
        return new NextStep(text, argv, code, Optional.of(there));
    }
}
