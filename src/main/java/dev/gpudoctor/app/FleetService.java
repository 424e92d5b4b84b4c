package dev.gpudoctor.app;

import dev.gpudoctor.app.FleetFiles.Source;
import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.Fleet.Unread;
import dev.gpudoctor.fleet.Node;
import dev.gpudoctor.fleet.Part;
import dev.gpudoctor.fleet.Stack;
import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.RuleSelection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Reads snapshots one after another, judges each and keeps of it only what a comparison needs, so that any number of them
 * takes little memory.
 */
public final class FleetService {
    /** More would have to hold more snapshots at a time than the memory of a run allows. */
    private static final int MAX_WORKERS = 4;

    /** Characters from which a snapshot is judged alone, so that several huge ones do not meet. */
    private static final int HUGE = 2 << 20;

    /** A file in which more is no snapshot is something else. */
    private static final int MAX_UNREAD_OF_ONE_FILE = 1_000;

    private final CheckService judge;
    private final Path directory;
    private final InputStream standardInput;
    private final Instant now;
    private final IntConsumer progress;

    /** @param progress told how many snapshots have been judged, from any thread */
    public FleetService(
            CheckService judge, Path directory, InputStream standardInput, Instant now, IntConsumer progress) {
        this.judge = judge;
        this.directory = directory;
        this.standardInput = standardInput;
        this.now = now;
        this.progress = progress;
    }

    /**
     * What to compare.
     *
     * @param parts of the stack
     * @param reference the machine that all are compared with; empty for the majority of their peers
     * @param maxAge age from which a snapshot is stale; empty for none
     * @param redacts whether names are taken out of snapshots that have them
     */
    public record Question(Set<Part> parts, Optional<Machine> reference, Optional<Duration> maxAge, boolean redacts) {}

    /**
     * Compares the machines of those files and directories.
     *
     * @throws InputException if one of them is not there
     */
    public Fleet compare(List<String> names, Question question) throws InputException, InterruptedException {
        FleetFiles.Found found = new FleetFiles(directory).find(names);
        Run run = new Run(question);
        found.unreadable().forEach(folder -> run.unread.add(new Unread(folder.name(), folder.reason())));
        try {
            for (Source source : found.sources()) {
                run.read(source);
            }
            run.finish();
        } finally {
            run.workers.shutdownNow();
        }
        return Fleet.of(
                run.nodes, run.unread, question.parts(), question.reference().map(Stack::of));
    }

    /** One reading of everything. */
    private final class Run {
        private final Question question;
        private final int permits =
                Math.max(1, Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors()));
        private final ExecutorService workers = Executors.newFixedThreadPool(permits, Run::thread);
        /** One more than there are workers, so that none waits for the file system. */
        private final Semaphore held = new Semaphore(permits + 1, true);

        private final List<Node> nodes = Collections.synchronizedList(new ArrayList<>());
        private final List<Unread> unread = Collections.synchronizedList(new ArrayList<>());
        private final Map<Stack, Stack> stacks = new ConcurrentHashMap<>();
        private final AtomicInteger done = new AtomicInteger();

        Run(Question question) {
            this.question = question;
        }

        private static Thread thread(Runnable work) {
            Thread thread = new Thread(work, "fleet");
            thread.setDaemon(true);
            return thread;
        }

        void read(Source source) throws InterruptedException {
            AtomicInteger refused = new AtomicInteger();
            int number = 0;
            try (SnapshotDocuments documents = SnapshotDocuments.of(open(source))) {
                Optional<String> document = documents.next();
                if (document.isEmpty()) {
                    unread.add(new Unread(source.name(), "empty"));
                }
                while (document.isPresent()) {
                    number++;
                    // Looked for before the first one is named, so that a file with one alone can name it.
                    Optional<String> next = next(documents, source, number + 1);
                    boolean alone = number == 1 && next.isEmpty() && !source.isInput();
                    judgeLater(document.get(), source, alone ? 0 : number, refused);
                    document = next;
                    if (refused.get() > MAX_UNREAD_OF_ONE_FILE) {
                        unread.add(new Unread(source.name(), "most of it is no snapshot; the rest was not read"));
                        return;
                    }
                }
            } catch (IOException e) {
                unread.add(new Unread(source.name(), FileFault.reason(e)));
            }
        }

        /** What is damaged further on does not void what was read before. */
        private Optional<String> next(SnapshotDocuments documents, Source source, int number) {
            try {
                return documents.next();
            } catch (IOException e) {
                unread.add(new Unread(place(source, number), FileFault.reason(e)));
                return Optional.empty();
            }
        }

        private InputStream open(Source source) throws IOException {
            return source.isInput() ? standardInput : Files.newInputStream(source.path());
        }

        private void judgeLater(String document, Source source, int number, AtomicInteger refused)
                throws InterruptedException {
            int weight = document.length() > HUGE ? permits + 1 : 1;
            held.acquire(weight);
            workers.execute(() -> {
                try {
                    Node node = judge(document, source, number);
                    nodes.add(node.sharing(Optional.ofNullable(stacks.putIfAbsent(node.stack(), node.stack()))
                            .orElse(node.stack())));
                } catch (InputException | Snapshot.ForeignSnapshotException e) {
                    refused.incrementAndGet();
                    unread.add(new Unread(place(source, number), String.valueOf(e.getMessage())));
                } catch (RuntimeException e) {
                    refused.incrementAndGet();
                    unread.add(new Unread(place(source, number), "a fault of gpudoctor itself: " + e));
                } finally {
                    held.release(weight);
                    progress.accept(done.incrementAndGet());
                }
            });
        }

        /** Waits until all are judged. */
        void finish() throws InterruptedException {
            held.acquire(permits + 1);
        }

        private Node judge(String document, Source source, int number)
                throws InputException, Snapshot.ForeignSnapshotException {
            Snapshot snapshot = Snapshot.parse(document);
            Machine machine = snapshot.machine();
            Optional<String> windows = WindowsTrees.sign(machine);
            if (windows.isPresent()) {
                throw new InputException(MachineReader.ofWindows(windows.get()));
            }
            String name = name(machine.scene().node(), source, number);
            Diagnosis diagnosis = judge.check(snapshot, RuleSelection.ALL).diagnosis();
            if (question.redacts() && !Redactor.isRedacted(snapshot)) {
                Redactor names = new Redactor(snapshot);
                machine = names.snapshot().machine();
                diagnosis = names.redact(diagnosis);
            }
            boolean stale = question.maxAge()
                    .filter(age -> takenAt(snapshot).plus(age).isBefore(now))
                    .isPresent();
            return Node.of(name, place(source, number), stale, machine, diagnosis);
        }

        private static Instant takenAt(Snapshot snapshot) {
            return snapshot.machine().scene().takenAt();
        }

        private static String name(Observed<String> given, Source source, int number) throws InputException {
            String stem = source.stem() + (number == 0 ? "" : "-" + number);
            String name = given.toOptional().orElse(stem);
            if (!Node.isName(name)) {
                throw new InputException(
                        given.isFound()
                                ? "its node name is not one of a host"
                                : "its file name is not a node name; snapshot --node NAME gives it one");
            }
            return name;
        }

        private static String place(Source source, int number) {
            String name = source.isInput() ? "standard input" : source.name();
            return number == 0 ? name : name + ", document " + number;
        }
    }
}
