package dev.gpudoctor.advise.solve;

import java.util.function.Predicate;

/**
 * A wish or a fact: it narrows one component, and it can be given up.
 *
 * @param text as the user wrote it, or as the machine says
 * @param isWish whether the user asked for it; otherwise it is a fact of the machine
 */
public record Given(String text, String component, Predicate<Choice> admits, boolean isWish) {}
