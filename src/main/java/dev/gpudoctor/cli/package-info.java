/** The command line: picocli commands that read options, call a use case and print what it answers. */
package dev.gpudoctor.cli;
