package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;

/** A file that cannot be judged; the message is one line with file and place. */
public final class UnreadableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;
    private final transient Place place;
    private final String reason;

    /** Why a file cannot be judged. */
    public enum Why {
        /** It is not what its name says. */
        BROKEN,
        /** It is of a kind that is not judged. */
        OTHER_KIND,
        /** It is a template that was not rendered yet. */
        TEMPLATE
    }

    public UnreadableFileException(String file, String reason) {
        this(file, Why.BROKEN, reason);
    }

    public UnreadableFileException(String file, Why why, String reason) {
        super(file + ": " + reason);
        this.why = why;
        this.place = new Place(1, 1);
        this.reason = reason;
    }

    public UnreadableFileException(String file, Place place, String reason) {
        super(file + ":" + place + ": " + reason);
        this.why = Why.BROKEN;
        this.place = place;
        this.reason = reason;
    }

    public Why why() {
        return why;
    }

    /** Where it stopped making sense. */
    public Place place() {
        return place;
    }

    /** The message without file and place. */
    public String reason() {
        return reason;
    }
}
