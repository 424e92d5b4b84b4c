package dev.gpudoctor.finding;

/** A document that a rule or a row rests on. */
public record SourceLink(String title, String url) {}
