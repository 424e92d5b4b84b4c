package dev.gpudoctor.finding;

/** A document that a rule or a row rests on. */
public record SourceLink(String title, String url) {
    /** As {@code equals}, which for a record is made at the first call and takes longer than all that is compared so. */
    boolean isSame(SourceLink other) {
        return url.equals(other.url) && title.equals(other.title);
    }
}
