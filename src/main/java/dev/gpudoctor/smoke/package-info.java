/**
 * The smoke test: what to try, how far results may be from a reference, and the parent that lets children try it. The
 * children are {@code dev.gpudoctor.smoke.worker}.
 */
package dev.gpudoctor.smoke;
