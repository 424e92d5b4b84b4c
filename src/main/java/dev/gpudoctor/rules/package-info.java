/**
 * One class per rule, each reading like the sentence it enforces, and the diagnosis that folds what follows under its
 * cause. Pure: a machine and the matrix in, outcomes out.
 */
package dev.gpudoctor.rules;
