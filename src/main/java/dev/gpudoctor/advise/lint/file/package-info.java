/** The files that can be linted, read into records that keep line and column. Reading is bounded; nothing is executed. */
package dev.gpudoctor.advise.lint.file;
