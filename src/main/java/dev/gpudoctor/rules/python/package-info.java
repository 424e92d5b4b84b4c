/** Rules about Python packages that must go together. */
package dev.gpudoctor.rules.python;
