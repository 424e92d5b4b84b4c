package dev.gpudoctor.matrix;

/** Matrix data that cannot be used; says which file, where in it (a JSON pointer, empty for the whole file) and why. */
public final class MatrixException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String pointer;
    private final String reason;

    MatrixException(String file, String pointer, String reason) {
        super(file + (pointer.isEmpty() ? "" : " at " + pointer) + ": " + reason);
        this.file = file;
        this.pointer = pointer;
        this.reason = reason;
    }

    MatrixException(String file, String reason, Throwable cause) {
        this(file, "", reason);
        initCause(cause);
    }

    public String file() {
        return file;
    }

    public String pointer() {
        return pointer;
    }

    public String reason() {
        return reason;
    }
}
