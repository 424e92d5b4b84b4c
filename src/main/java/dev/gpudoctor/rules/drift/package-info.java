/** What is not as it was: two machines, or one on two days, compared by meaning. */
package dev.gpudoctor.rules.drift;
