package dev.gpudoctor.log;

/**
 * One line of a log.
 *
 * @param number counted from 1
 * @param text the line without colours, timestamps and other decoration
 */
public record LogLine(long number, String text) {}
