package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Snippet;

/**
 * The text between {@code <<NAME} and the line {@code NAME}.
 *
 * @param expands whether variables in it are replaced
 */
public record Heredoc(String name, Snippet body, boolean expands) {}
