/** Reads shell command lines as far as judging package installs needs: words, quoting, separators, known variables. */
package dev.gpudoctor.advise.lint.shell;
