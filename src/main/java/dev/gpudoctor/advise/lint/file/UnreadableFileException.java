package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;

/** A file that is not what a linter can read; the message is one line with file and place. */
public final class UnreadableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableFileException(String file, String reason) {
        super(file + ": " + reason);
    }

    public UnreadableFileException(String file, Place place, String reason) {
        super(file + ":" + place + ": " + reason);
    }
}
