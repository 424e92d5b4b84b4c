package dev.gpudoctor.app;

/** The question or what it names can't be used; the message is one line for the user. Exit code 2. */
public final class InputException extends Exception {
    private static final long serialVersionUID = 1;

    /** The other fault, told in its own words. */
    public InputException(Exception reason) {
        super(String.valueOf(reason.getMessage()), reason);
    }

    public InputException(String message) {
        super(message);
    }
}
