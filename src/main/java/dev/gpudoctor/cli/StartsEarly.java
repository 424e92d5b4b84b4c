package dev.gpudoctor.cli;

import java.util.List;

/** A command with work that need not wait until its command line is understood. */
interface StartsEarly {
    /**
     * Starts that work, and does not wait for it.
     *
     * @param arguments what follows the command's name, not yet understood
     */
    void start(List<String> arguments);
}
