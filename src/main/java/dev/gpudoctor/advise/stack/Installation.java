package dev.gpudoctor.advise.stack;

import java.util.List;

/**
 * How to get a stack.
 *
 * @param steps in order
 * @param images images of the matrix that hold it
 */
public record Installation(List<Step> steps, List<String> images) {
    /**
     * One step.
     *
     * @param text what it is for
     * @param argv the command as an argument vector; empty where no single command does it
     */
    public record Step(String text, List<String> argv, boolean needsRoot) {
        public Step {
            argv = List.copyOf(argv);
        }
    }

    public Installation {
        steps = List.copyOf(steps);
        images = List.copyOf(images);
    }
}
