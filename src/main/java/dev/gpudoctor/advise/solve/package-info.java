/**
 * A small complete search over finite choices: components with candidate values, rules between them, and givens (wishes and
 * facts) that narrow them. It knows nothing of GPUs.
 */
package dev.gpudoctor.advise.solve;
