/** What a model file is and holds, as immutable facts; {@code format} reads them, {@code fit} judges them. */
package dev.gpudoctor.model;
