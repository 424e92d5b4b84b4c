/**
 * Reads a machine: one probe per subject, all through the {@code Host} port. The only part of
 * the project that touches the machine; it starts no interpreter and runs no command.
 */
package dev.gpudoctor.probe;
