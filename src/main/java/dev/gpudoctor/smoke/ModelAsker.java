package dev.gpudoctor.smoke;

import dev.gpudoctor.json.Json;
import dev.gpudoctor.model.fit.TensorRtAnswer;
import dev.gpudoctor.model.fit.TensorRtAnswer.NotAsked;
import dev.gpudoctor.model.fit.TensorRtAnswer.Refused;
import dev.gpudoctor.model.fit.TensorRtAnswer.Taken;
import dev.gpudoctor.model.format.OnnxNodes;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets the machine's TensorRT, in a child, say whether it takes a file. Nothing is built and nothing of the file runs. */
public final class ModelAsker {
    private static final int MAX_WORDS = 10;

    /** What to ask: the child's program and the library that it needs besides driver and TensorRT. */
    public enum Question {
        /** Whether the runtime loads an engine. */
        ENGINE("dev.gpudoctor.smoke.worker.EngineMain", Role.TENSORRT),
        /** Which nodes of a model the parser takes. */
        ONNX("dev.gpudoctor.smoke.worker.OnnxMain", Role.ONNX_PARSER);

        private final String main;
        private final Role library;

        Question(String main, Role library) {
            this.main = main;
            this.library = library;
        }
    }

    private final WorkerHome home;
    private final Map<String, String> environment;
    private final SmokeTarget target;
    private final Duration limit;

    /**
     * @param environment variables that the child gets
     * @param target the libraries to ask
     * @param limit the longest one answer may take
     */
    public ModelAsker(WorkerHome home, Map<String, String> environment, SmokeTarget target, Duration limit) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.target = target;
        this.limit = limit;
    }

    /** Asks about one file. */
    public TensorRtAnswer ask(Question question, Path file) throws InterruptedException {
        for (Role role : List.of(Role.TENSORRT, question.library)) {
            if (!target.libraries().containsKey(role)) {
                return new NotAsked(
                        role == Role.TENSORRT ? "no TensorRT was found here" : "its ONNX parser was not found here");
            }
        }
        Optional<Version> version = target.tensorRt();
        Optional<Path> worker = version.flatMap(home::worker);
        if (worker.isEmpty()) {
            return new NotAsked("this distribution has no worker for TensorRT "
                    + version.map(Version::toString).orElse("of an unknown version"));
        }
        Map<Role, String> libraries = new EnumMap<>(target.libraries());
        if (question == Question.ENGINE) {
            libraries.remove(Role.ONNX_PARSER);
        }
        WorkerTask task = new WorkerTask(
                Layer.MODEL,
                target.gpu(),
                libraries,
                home.jni(worker.get()).toString(),
                List.of(),
                List.of(),
                0,
                List.of(WorkerTask.Model.of(file.toAbsolutePath().toString())));
        Transcript transcript = new Transcript(line -> {});
        ChildResult end = WorkerProcess.of(home, worker, question.main, environment, target)
                .limit(limit)
                .input(Json.line(task))
                .run(transcript::line);
        return answer(file, version.get().toString(), transcript, end);
    }

    private static TensorRtAnswer answer(Path file, String tensorRt, Transcript transcript, ChildResult end) {
        if (transcript.ended().isEmpty()) {
            String how = WorkerProcess.describe(end.end());
            if (!transcript.openStep().equals(Optional.of(WorkerTask.ASKING))) {
                return new NotAsked("TensorRT's process was " + how
                        + transcript.openStep().map(step -> " during " + step).orElse("") + said(transcript, end));
            }
            List<String> words = new ArrayList<>(List.of("its process was " + how + " while it read the file"));
            words.addAll(transcript.decisive(end));
            return new Refused(tensorRt, words.subList(0, Math.min(MAX_WORDS, words.size())), 0, Map.of());
        }
        WorkerEvent.Ended ended = transcript.ended().get();
        if (ended.outcome() == Outcome.PASSED) {
            return new Taken(tensorRt);
        }
        return ended.outcome() == Outcome.SKIPPED
                ? new NotAsked(ended.reason() + said(transcript, end))
                : refused(file, tensorRt, transcript, end, ended.reason());
    }

    private static String said(Transcript transcript, ChildResult end) {
        return transcript.decisive(end).stream()
                .findFirst()
                .map(line -> " (" + line + ")")
                .orElse("");
    }

    private static TensorRtAnswer refused(
            Path file, String tensorRt, Transcript transcript, ChildResult end, String reason) {
        List<String> words = new ArrayList<>(transcript.decisive(end));
        if (words.isEmpty()) {
            words.add(reason);
        }
        List<String> kept = words.subList(0, Math.min(MAX_WORDS, words.size()));
        Optional<WorkerEvent.Nodes> taken = transcript.nodes();
        if (taken.isEmpty()) {
            return new Refused(tensorRt, kept, 0, Map.of());
        }
        try {
            OnnxNodes nodes = OnnxNodes.of(file, number -> !taken.get().contain(number));
            return new Refused(tensorRt, kept, nodes.count(), nodes.chosen());
        } catch (IOException e) {
            return new Refused(tensorRt, kept, 0, Map.of());
        }
    }
}
