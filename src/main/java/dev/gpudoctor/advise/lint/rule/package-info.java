/** What can be wrong with a file: one class per rule, listed in {@link dev.gpudoctor.advise.lint.rule.LintRules}. */
package dev.gpudoctor.advise.lint.rule;
