/**
 * Child processes: the parent's side that limits, reads and kills one ({@link dev.gpudoctor.process.ChildProcess}) and
 * the side of a child JVM of ours ({@link dev.gpudoctor.process.ParentLink}).
 */
package dev.gpudoctor.process;
