/** The one report of a check and the forms in which people and programs read it. Nothing is decided here. */
package dev.gpudoctor.report;
