package dev.gpudoctor.advise.image;

/** The matrix has no image to start from; the message is one line. */
public final class NoImageException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoImageException(String message) {
        super(message);
    }
}
