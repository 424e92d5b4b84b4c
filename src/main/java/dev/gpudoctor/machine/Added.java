package dev.gpudoctor.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a fact that older snapshots do not contain; in those it is unreadable, and the schema does not demand it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Added {
    /** The minor version of the schema that brought it. */
    int inMinor();
}
