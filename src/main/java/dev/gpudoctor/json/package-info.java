/** Input and its one JSON mapping: versions as text, observations with their state, records by name. */
package dev.gpudoctor.json;
