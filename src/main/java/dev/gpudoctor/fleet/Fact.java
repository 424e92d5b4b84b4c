package dev.gpudoctor.fleet;

import dev.gpudoctor.finding.Template;
import java.util.Comparator;

/**
 * Something that a stack has one value of.
 *
 * @param part what it belongs to
 * @param name what it is called in a sentence, such as {@code driver} or {@code torch in /opt/venv}
 * @param within name of the fact without which it means nothing, such as that of its Python environment; empty for none
 */
public record Fact(Part part, String name, String within) implements Comparable<Fact> {
    private static final Comparator<Fact> ORDER =
            Comparator.comparing(Fact::part).thenComparing(Fact::name).thenComparing(Fact::within);

    public Fact {
        name = Template.printable(name);
        within = Template.printable(within);
    }

    Fact(Part part, String name) {
        this(part, name, "");
    }

    @Override
    public int compareTo(Fact other) {
        return ORDER.compare(this, other);
    }
}
