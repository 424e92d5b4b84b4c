package dev.gpudoctor.probe.nativelib;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the children said so far, and which question has been put without an answer. Used by one thread at a time. */
final class AnswerBook implements Protocol {
    /** By the text of the question, in its order. */
    private final Map<String, Reply> replies = new TreeMap<>();

    private final Set<String> finished = new HashSet<>();
    private Optional<Question> pending = Optional.empty();
    private int garbage;

    @Override
    public void asking(Question question) {
        pending = Optional.of(question);
    }

    @Override
    public void answered(Question question, Reply reply) {
        replies.put(question.toString(), reply);
        pending = Optional.empty();
    }

    /** Notes that a library is not opened, so that whoever asks for its answers learns why there are none. */
    void withhold(Assignment assignment, String library, String reason) {
        answered(Question.open(library), Reply.withheld(reason));
        finished(assignment.line());
    }

    /** Whether a library was not opened for a reason of ours. */
    boolean isWithheld(Assignment assignment) {
        return assignment
                .library()
                .flatMap(library -> reply(Question.open(library)))
                .filter(reply -> reply.outcome() == Reply.Outcome.WITHHELD)
                .isPresent();
    }

    void finished(String assignment) {
        finished.add(assignment);
    }

    /** Takes one line of a child; what is no line of ours is counted. */
    void accept(String line) {
        try {
            JsonNode node = Json.parse(line);
            if (node.has("asking")) {
                asking(question(node.get("asking")));
            } else if (node.has("answered")) {
                answered(question(node.get("answered")), reply(node));
            } else if (node.path("finished").isTextual()) {
                finished(node.get("finished").asText());
            } else {
                garbage++;
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            garbage++;
        }
    }

    private static Question question(JsonNode node) {
        return new Question(node.path(0).asText(), node.path(1).asText());
    }

    private static Reply reply(JsonNode node) {
        List<Long> numbers = new ArrayList<>();
        node.path("numbers").forEach(number -> numbers.add(number.asLong()));
        return new Reply(
                Reply.Outcome.valueOf(node.path("outcome").asText()),
                node.path("code").asInt(),
                numbers,
                node.path("text").asText());
    }

    /** The answer to a question; empty if it was not asked or not answered. */
    Optional<Reply> reply(Question question) {
        return Optional.ofNullable(replies.get(question.toString()));
    }

    boolean isFinished(Assignment assignment) {
        return finished.contains(assignment.line());
    }

    /** Whether an assignment has been finished since this was last asked. */
    boolean takeFinished(Assignment assignment) {
        return finished.remove(assignment.line());
    }

    /** Takes over the answers of another book. */
    void addAll(AnswerBook other) {
        replies.putAll(other.replies);
        finished.addAll(other.finished);
    }

    int finishedCount() {
        return finished.size();
    }

    /** Whether any reply holds text that is not to be read, with the first such question. */
    Optional<String> firstRubbish() {
        return replies.entrySet().stream()
                .filter(entry -> entry.getValue().isSuccess()
                        && !entry.getValue().text().isEmpty()
                        && !Facts.isText(entry.getValue().text()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The question that a child did not survive, which is forgotten by this. */
    Optional<Question> takePending() {
        Optional<Question> taken = pending;
        pending = Optional.empty();
        return taken;
    }

    /** How many lines were no lines of ours, since this was last asked. */
    int takeGarbage() {
        int taken = garbage;
        garbage = 0;
        return taken;
    }
}
