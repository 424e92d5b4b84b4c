package dev.gpudoctor.report;

import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.finding.Topic;
import java.util.List;

/** A topic for a person. */
public final class TopicText {
    private final int width;

    /** @param width columns to write in */
    public TopicText(int width) {
        this.width = width;
    }

    /** The whole page. */
    public String of(Topic topic) {
        StringBuilder page = new StringBuilder(topic.title()).append('\n');
        for (String paragraph : topic.text()) {
            page.append('\n');
            Wrap.lines(paragraph, width).forEach(line -> page.append(line).append('\n'));
        }
        page.append('\n');
        for (List<String> command : topic.commands()) {
            Remedy remedy = new Remedy(topic.title(), command, List.of(), false, false, false);
            page.append("  $ ").append(CommandText.of(remedy)).append('\n');
        }
        page.append("\nSources\n");
        for (SourceLink source : topic.sources()) {
            page.append("  ")
                    .append(source.title())
                    .append("\n    ")
                    .append(source.url())
                    .append('\n');
        }
        return page.toString();
    }
}
