package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.probe.NativeProbe.VersionCall;
import dev.gpudoctor.process.ChildResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Asks all that is assigned, with as many children as it takes: another one after each fault, which leaves out what ended
 * the one before, and another one for a second cuDNN of the same name, whose parts would be mixed up with the first one's.
 * Belongs to the thread that runs it.
 */
final class ChildRunner {
    private static final long TOLERATED_NOISE = 1 << 20;

    private final Child child;
    private final Limits limits;
    private final long deadline;
    private final AnswerBook book = new AnswerBook();
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<String, String> faults = new HashMap<>();
    private final OwnLimits own = OwnLimits.ofThisProcess();
    private final Objections objections;
    private final Queue<Map.Entry<Assignment, String>> withheld = new ConcurrentLinkedQueue<>();
    private final List<Incident> refusals = new ArrayList<>();
    private boolean stuck;

    ChildRunner(Child child, Limits limits, long deadline, Objections objections) {
        this.child = child;
        this.limits = limits;
        this.deadline = deadline;
        this.objections = objections;
    }

    /** Runs until everything is asked or a limit is reached. */
    void run(List<Assignment> all) throws InterruptedException {
        Optional<String> obstacle = own.obstacle();
        if (obstacle.isPresent()) {
            incidents.add(new Incident("all libraries", Incident.Kind.SHORTAGE, "not asked: " + obstacle.get()));
            return;
        }
        runChild(together(all));
        for (List<Assignment> open = open(all); !open.isEmpty() && mayGoOn(); open = open(all)) {
            runChild(together(open));
        }
    }

    /** What must not be opened is looked into while the child starts, by the thread that gives it its lines. */
    private boolean mayBeAsked(Assignment assignment) {
        Optional<String> objection = objections.to(assignment);
        objection.ifPresent(reason -> withheld.add(Map.entry(assignment, reason)));
        return objection.isEmpty();
    }

    private void noteWithheld() {
        for (Map.Entry<Assignment, String> each = withheld.poll(); each != null; each = withheld.poll()) {
            Assignment assignment = each.getKey();
            String reason = each.getValue();
            assignment.library().ifPresent(library -> {
                book.withhold(assignment, library, reason);
                refusals.add(new Incident(Question.open(library).toString(), Incident.Kind.REFUSED, reason));
            });
        }
    }

    AnswerBook book() {
        return book;
    }

    /** What ended a child, by {@link Question#fault()}. */
    Map<String, String> faults() {
        return Map.copyOf(faults);
    }

    List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    /** What was not asked for a reason of ours. */
    List<Incident> refusals() {
        return List.copyOf(refusals);
    }

    /** Takes over what another one brought. */
    void absorb(ChildRunner other) {
        book.addAll(other.book);
        faults.putAll(other.faults);
        incidents.addAll(other.incidents);
        refusals.addAll(other.refusals);
    }

    private List<Assignment> open(List<Assignment> all) {
        return all.stream().filter(assignment -> !book.isFinished(assignment)).toList();
    }

    private boolean mayGoOn() {
        return !stuck && incidents.size() < limits.faults() && System.nanoTime() < deadline;
    }

    private void runChild(List<Assignment> assignments) throws InterruptedException {
        int finishedBefore = book.finishedCount();
        int faultsBefore = faults.size();
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        ChildResult result = child.run(lines(assignments), limits.answer(), left, book::accept);
        noteWithheld();
        judge(result);
        stuck = book.finishedCount() == finishedBefore && faults.size() == faultsBefore;
    }

    /** The lines for a child; those that tell what to leave out come first. */
    private Iterable<String> lines(List<Assignment> assignments) {
        List<Assignment> avoided =
                faults.keySet().stream().<Assignment>map(Assignment.Avoid::new).toList();
        return () -> Stream.of(
                        avoided.stream(),
                        assignments.stream().filter(this::mayBeAsked),
                        Stream.<Assignment>of(new Assignment.End()))
                .flatMap(each -> each)
                .map(Assignment::line)
                .iterator();
    }

    private void judge(ChildResult result) {
        Optional<Question> pending = book.takePending();
        int garbage = book.takeGarbage();
        if (garbage > 0) {
            incidents.add(new Incident("answers", Incident.Kind.GARBAGE, garbage + " lines that are no answers"));
        }
        if (result.droppedBytes() > TOLERATED_NOISE) {
            incidents.add(new Incident(
                    "output", Incident.Kind.FLOOD, result.droppedBytes() + " bytes printed by the libraries"));
        }
        if (!result.end().isSuccess()) {
            ChildFault words = own.excuse(result)
                    .map(reason -> new ChildFault(Incident.Kind.SHORTAGE, reason))
                    .orElseGet(() -> ChildFault.of(result));
            String question = pending.map(Question::toString).orElse("between two questions");
            pending.ifPresent(asked -> faults.put(asked.fault(), words.detail()));
            incidents.add(new Incident(question, words.kind(), words.detail()));
        } else if (pending.isPresent()) {
            // Status 0 in the middle of a question: the library called exit.
            String detail = "ended the process with status 0";
            faults.put(pending.get().fault(), detail);
            incidents.add(new Incident(pending.get().toString(), Incident.Kind.EXIT, detail));
        }
    }

    /** As many as one process can be asked: cuDNN finds its parts by name, so one of each name. */
    static List<Assignment> together(List<Assignment> open) {
        Set<Path> taken = new HashSet<>();
        Map<String, Assignment> chosen = new LinkedHashMap<>();
        for (Assignment assignment : open) {
            boolean fits = !(assignment instanceof Assignment.File file)
                    || file.question().call() != VersionCall.CUDNN
                    || taken.add(Path.of(file.question().path()).getFileName());
            if (fits) {
                chosen.put(assignment.line(), assignment);
            }
        }
        return List.copyOf(chosen.values());
    }
}
