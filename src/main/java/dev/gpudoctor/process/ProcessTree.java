package dev.gpudoctor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A child and all that it started. Parenthood alone does not find a descendant whose own parent has already ended, so
 * every tree carries a mark in its environment, which children inherit. One that drops its environment, too, becomes a
 * child of the marked process, which adopts orphans (see {@link ParentLink}), and was seen as such while that lived.
 */
final class ProcessTree {
    static final String MARK_VARIABLE = "GPUDOCTOR_CHILD";

    /** Places in {@code statm}, which counts pages. */
    private static final int RESIDENT = 1;

    private static final int SHARED = 2;
    /** The smallest page of any kernel; on one with larger pages the limit is that much wider. */
    private static final long PAGE = 4096;

    private static final int MAX_ENVIRONMENT = 1 << 20;
    private static final int ROUNDS = 40;
    private static final long ROUND_MILLIS = 25;
    private static final long PAUSE_MILLIS = 5;
    private static final int QUIET_ROUNDS = 2;
    /** Start times are known from the time of boot, which the kernel tells in whole seconds. */
    private static final long START_MILLIS = 2000;

    /** Like no other, which is enough: random numbers that cannot be guessed would cost a tenth of a short run. */
    private final String mark =
            ProcessHandle.current().pid() + "-" + Long.toHexString(new SplittableRandom().nextLong());

    /** Children seen while the process lived; a handle knows the start time, so that no later process is taken for it. */
    private final Set<ProcessHandle> seen = new HashSet<>();

    private final Instant begin = Instant.now().minusMillis(START_MILLIS);

    /**
     * One look at the processes.
     *
     * @param alive those of this tree
     * @param open whether there is one of which it is not known yet whether it carries the mark
     */
    private record Look(Set<Long> alive, boolean open) {
        boolean isQuiet() {
            return alive.isEmpty() && !open;
        }
    }

    String mark() {
        return mark;
    }

    /** Remembers whom the process has for children now. */
    void observe(Process process) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(ofProcess(process, "task"))) {
            for (Path thread : threads) {
                for (String pid : Files.readString(thread.resolve("children")).split(" ")) {
                    if (!pid.isEmpty()) {
                        ProcessHandle.of(Long.parseLong(pid)).ifPresent(seen::add);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It or one of its threads has just ended, or the kernel does not list children.
            return;
        }
    }

    /** Memory that belongs to the process alone, in bytes; 0 if that is not known. */
    static long ownMemory(Process process) {
        try {
            String[] pages = Files.readString(ofProcess(process, "statm")).split(" ");
            return (Long.parseLong(pages[RESIDENT]) - Long.parseLong(pages[SHARED])) * PAGE;
        } catch (IOException e) {
            return 0;
        }
    }

    private static Path ofProcess(Process process, String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /** Whether the process or a descendant may be alive. */
    boolean isLeft(Process process) {
        return !look(process).isQuiet();
    }

    /** Kills the process and its descendants until none is found; returns those that would not go. */
    List<Long> kill(Process process) throws InterruptedException {
        Set<Long> left = Set.of();
        int quiet = 0;
        for (int round = 0; round < ROUNDS && quiet < QUIET_ROUNDS; round++) {
            Look look = look(process);
            left = look.alive();
            quiet = look.isQuiet() ? quiet + 1 : 0;
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            if (!process.waitFor(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
                continue;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return List.copyOf(left);
    }

    private Look look(Process process) {
        Look marked = marked();
        if (process.isAlive()) {
            marked.alive().add(process.pid());
            process.descendants().map(ProcessHandle::pid).forEach(marked.alive()::add);
        }
        seen.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .filter(ProcessTree::hasProgram)
                .forEach(marked.alive()::add);
        return marked;
    }

    /** One that has ended and that nobody has waited for is listed still, but runs nothing any more. */
    private static boolean hasProgram(long pid) {
        return Files.exists(Path.of("/proc", Long.toString(pid), "exe"));
    }

    private Look marked() {
        Set<Long> found = new TreeSet<>();
        boolean open = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path directory : processes) {
                long pid = Long.parseLong(directory.getFileName().toString());
                Optional<String> environment = environmentOf(directory);
                if (environment
                        .filter(text -> text.contains(MARK_VARIABLE + "=" + mark))
                        .isPresent()) {
                    found.add(pid);
                }
                open |= environment.filter(String::isEmpty).isPresent() && isInExec(directory, pid);
            }
        } catch (IOException e) {
            // No /proc: parenthood is all there is to go by.
            return new Look(new TreeSet<>(), false);
        }
        return new Look(found, open);
    }

    /**
     * Whether it may be one of ours that has just begun another program, whose environment the kernel does not show yet.
     * Threads of the kernel show none either, and have no program.
     */
    private boolean isInExec(Path directory, long pid) {
        return Files.exists(directory.resolve("exe"))
                && ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().startInstant())
                        .filter(start -> !start.isBefore(begin))
                        .isPresent();
    }

    private static Optional<String> environmentOf(Path directory) {
        try (InputStream environment = Files.newInputStream(directory.resolve("environ"))) {
            return Optional.of(new String(environment.readNBytes(MAX_ENVIRONMENT), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Gone in the meantime, or another user's process, which is none of this tree that could be killed.
            return Optional.empty();
        }
    }
}
