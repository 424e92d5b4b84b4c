package dev.gpudoctor.model.bytes;

import java.io.IOException;

/** The bytes are not what their format demands: truncated, out of range, or too costly to read on. */
public class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }
}
