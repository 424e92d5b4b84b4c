/**
 * Child processes: the parent's side that limits, reads and kills one ({@link dev.gpudoctor.process.ChildProcess}), the
 * side of a child JVM of ours ({@link dev.gpudoctor.process.ParentLink}), and where the files lie from which such a JVM is
 * started ({@link dev.gpudoctor.process.Installation}).
 */
package dev.gpudoctor.process;
