package dev.gpudoctor.rules.drift;

import dev.gpudoctor.finding.Template;
import java.util.Locale;

/**
 * One thing that is not as it was.
 *
 * @param component what it belongs to: driver, GPU, CUDA, cuDNN, Python ...
 * @param subject which one: a path, an environment, a GPU; empty where there is only one
 * @param kind what became of it
 * @param before what was; empty where nothing was
 * @param after what is; empty where nothing is
 * @param worse whether programs that ran before may miss it
 * @param sentence the change in plain words
 */
public record Change(
        String component, String subject, Kind kind, String before, String after, boolean worse, String sentence) {
    public Change {
        subject = Template.printable(subject);
        before = Template.printable(before);
        after = Template.printable(after);
        sentence = Template.printable(sentence);
    }

    /** What can become of a thing. */
    public enum Kind {
        APPEARED,
        GONE,
        NEWER,
        OLDER,
        CHANGED,
        /** It was known and can't be read now. */
        LOST_SIGHT;

        /** The word used in reports. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Component and subject. */
    public String name() {
        return subject.isEmpty() ? component : component + " " + subject;
    }
}
