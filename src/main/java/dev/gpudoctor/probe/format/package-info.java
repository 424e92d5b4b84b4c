/**
 * Readers of the formats that describe an installation. They take text or bytes that somebody else acquired, never
 * trust them, and know nothing of where they came from.
 */
package dev.gpudoctor.probe.format;
