package dev.gpudoctor.smoke.worker;

/** The layer cannot be tried here; the message says why. */
public final class LayerSkip extends Exception {
    private static final long serialVersionUID = 1;

    public LayerSkip(String message) {
        super(message);
    }
}
