/** The one JSON mapping of the project: versions as text, observations with their state, records by name. */
package dev.gpudoctor.json;
