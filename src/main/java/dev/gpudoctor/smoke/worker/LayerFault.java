package dev.gpudoctor.smoke.worker;

/** The layer does not work; the message says why. */
public class LayerFault extends Exception {
    private static final long serialVersionUID = 1;

    public LayerFault(String message) {
        super(message);
    }
}
