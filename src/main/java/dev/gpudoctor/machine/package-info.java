/**
 * What is known of one machine, as immutable records without I/O. Every fact that can be missing is an
 * {@link dev.gpudoctor.machine.Observed}, which says why it is missing; several installations are a list in the
 * loader's own order.
 */
package dev.gpudoctor.machine;
