package dev.gpudoctor.advise.stack;

/** A wish that cannot be understood; the message is one line. */
public final class WishException extends Exception {
    private static final long serialVersionUID = 1L;

    public WishException(String message) {
        super(message);
    }
}
