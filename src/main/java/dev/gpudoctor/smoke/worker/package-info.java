/**
 * The children of the smoke test. Only here are vendor libraries called to compute something. A child tries one layer,
 * says what it does as it does it, and may crash or hang at any point; the parent copes.
 */
package dev.gpudoctor.smoke.worker;
