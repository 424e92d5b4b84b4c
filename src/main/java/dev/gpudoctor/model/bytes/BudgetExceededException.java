package dev.gpudoctor.model.bytes;

/** The reading budget is used up; what was read until then still holds. */
public final class BudgetExceededException extends MalformedException {
    private static final long serialVersionUID = 1L;

    public BudgetExceededException(String message) {
        super(message);
    }
}
