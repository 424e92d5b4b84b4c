package dev.gpudoctor.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a child says while it works: one JSON object per line with one field, the kind of event. */
public sealed interface WorkerEvent {
    /** Whose time a step was. */
    enum Actor {
        GPUDOCTOR,
        DRIVER,
        CUDA,
        TENSORRT,
        ONNX_RUNTIME,
        FRAMEWORK
    }

    /** A step begins: whatever ends the child now ends it here. */
    record Begin(String name, Actor actor) implements WorkerEvent {}

    /** The step that began last has ended. */
    record Step(String name, Actor actor, double millis) implements WorkerEvent {}

    /** A line of a library's own log. */
    record Log(Level level, String text) implements WorkerEvent {
        /** How bad the library takes it to be. */
        public enum Level {
            ERROR,
            WARNING,
            INFO
        }
    }

    /** Something for a person who waits. */
    record Progress(String text) implements WorkerEvent {}

    /** Something worth a line in the report. */
    record Fact(String name, String value) implements WorkerEvent {}

    /** A file of the vendor's that the child really has loaded. */
    record Loaded(String path) implements WorkerEvent {}

    /** An error code that a library returned. */
    record Code(String family, int code, String name, String text) implements WorkerEvent {}

    /** A row of the precision table. */
    record Measured(Measurement measurement) implements WorkerEvent {}

    /** A precision or a part that could not be tried, and why. */
    record Left(String what, String reason) implements WorkerEvent {}

    /**
     * The nodes of an ONNX model that the parser takes, where it does not take all.
     *
     * @param ranges first and last number of each run of nodes, in rising order
     */
    record Nodes(List<List<Long>> ranges) implements WorkerEvent {
        public Nodes {
            ranges = List.copyOf(ranges);
        }

        boolean contain(long number) {
            return ranges.stream().anyMatch(range -> range.get(0) <= number && number <= range.get(1));
        }
    }

    /** The last word; {@code reason} is empty when it passed. */
    record Ended(LayerResult.Outcome outcome, String reason) implements WorkerEvent {}

    /** Writes an event as a line. */
    static String write(WorkerEvent event) {
        return Json.line(Map.of(event.getClass().getSimpleName(), event));
    }

    /**
     * Reads a line.
     *
     * @throws JsonProcessingException if it is no event
     */
    static WorkerEvent read(String line) throws JsonProcessingException {
        JsonNode tree = Json.parse(line);
        for (Class<?> kind : KINDS) {
            JsonNode body = tree.get(kind.getSimpleName());
            if (body != null) {
                return (WorkerEvent) Json.read(body, kind);
            }
        }
        throw new UnknownEvent(line);
    }

    /** The kinds of events. */
    List<Class<?>> KINDS = Arrays.asList(WorkerEvent.class.getPermittedSubclasses());

    /** A line that is JSON but no event. */
    final class UnknownEvent extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        UnknownEvent(String line) {
            super("not an event: " + line);
        }
    }
}
