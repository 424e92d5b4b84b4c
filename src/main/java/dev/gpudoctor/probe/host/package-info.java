/** Bounded, read-only views of a file system that is not trusted: the running machine's, or one below a directory. */
package dev.gpudoctor.probe.host;
