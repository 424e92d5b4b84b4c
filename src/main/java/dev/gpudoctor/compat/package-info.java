/**
 * The one law of what goes with what. A law takes rows of the matrix and two or three facts and answers with a
 * {@link dev.gpudoctor.compat.Compatibility}; rules, advice and models only translate that answer. Pure.
 */
package dev.gpudoctor.compat;
