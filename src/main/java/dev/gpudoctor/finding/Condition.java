package dev.gpudoctor.finding;

import java.util.List;
import java.util.Map;

/**
 * One entry of the catalogue. {@code message}, {@code observed}, {@code required} and the remedies are templates
 * whose {@code {names}} the rule fills.
 *
 * @param id {@code area.subject.condition}; frozen once released
 * @param severity how bad it is in general
 * @param title the condition in a few words
 * @param message one sentence about a case
 * @param observed what is
 * @param required what should be
 * @param why the rule in one sentence
 * @param how how it is found
 * @param cause why it happens
 * @param remedies what to do, in order
 * @param sources what it rests on
 * @param logTexts texts by which logs betray it
 * @param codes codes by which libraries report it, by family: nvml, cuda, cudart, smiExit, xid
 * @param patterns names of the known failure patterns it covers
 * @param provenBy layers of the smoke test that show, when they pass, that the condition does no harm: first the one
 *     that uses the very library, then those whose library brings that one inside
 * @param optional names that a case may have no text for; a remedy that speaks of one is left out then
 * @param unseen why no probe can see it; empty where a rule does
 * @param unlogged why no log speaks of it; empty where texts or codes betray it
 */
public record Condition(
        String id,
        Severity severity,
        String title,
        String message,
        String observed,
        String required,
        String why,
        String how,
        String cause,
        List<Remedy> remedies,
        List<SourceLink> sources,
        List<String> logTexts,
        Map<String, List<Integer>> codes,
        List<String> patterns,
        List<String> provenBy,
        List<String> optional,
        String unseen,
        String unlogged) {
    public Condition {
        remedies = List.copyOf(remedies);
        sources = List.copyOf(sources);
        logTexts = List.copyOf(logTexts);
        codes = Map.copyOf(codes);
        patterns = List.copyOf(patterns);
        provenBy = List.copyOf(provenBy);
        optional = List.copyOf(optional);
    }

    /** What to do on no machine in particular: what a machine would tell stands in capitals. */
    public List<Remedy> generalRemedies() {
        return remedies.stream().map(remedy -> remedy.with(Template::general)).toList();
    }

    /** The part of the id before the first dot: driver, cuda, cudnn ... */
    public String area() {
        return id.substring(0, id.indexOf('.'));
    }
}
