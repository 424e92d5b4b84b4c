package dev.gpudoctor.model.bytes;

/** A field claims more bytes than its message has left. */
public final class TruncatedFieldException extends MalformedException {
    private static final long serialVersionUID = 1L;

    private final int field;

    public TruncatedFieldException(int field, long claimed, long available) {
        super("field " + field + " claims " + Long.toUnsignedString(claimed) + " bytes where " + available
                + " are left");
        this.field = field;
    }

    /** The number of the field that is cut. */
    public int field() {
        return field;
    }
}
