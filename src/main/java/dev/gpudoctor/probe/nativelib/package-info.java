/**
 * Asks NVIDIA's own libraries, in a child JVM.
 *
 * <p>The parent's side is {@link dev.gpudoctor.probe.nativelib.ChildNativeProbe}: it starts the child, limits it, starts
 * another for what a fault left unasked, and turns answers into facts. The child's side ({@code NativeChild} and below)
 * knows nothing of facts: it calls one function after another and writes down what each returned. Between them stands
 * one line per question and one per answer ({@code AnswerLines}).
 */
package dev.gpudoctor.probe.nativelib;
