/** The one JSON mapping of the project: versions as text, observations with their state, records by name; and the bytes it comes from. */
package dev.gpudoctor.json;
