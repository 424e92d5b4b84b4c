/** One class per model format, reading bounded bytes; {@link dev.gpudoctor.model.format.ModelReader} is the way in. */
package dev.gpudoctor.model.format;
