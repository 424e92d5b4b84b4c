/**
 * What gpudoctor can say: the catalogue of conditions with their texts, remedies and sources, and the finding that
 * names one of them in one place. Texts live in resources, never in logic.
 */
package dev.gpudoctor.finding;
