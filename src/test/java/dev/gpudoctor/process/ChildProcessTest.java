package dev.gpudoctor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children that misbehave in every way known; the time-outs only keep a broken runner from hanging the build. */
@Timeout(120)
class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final List<String> lines = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void deliversLinesAndKeepsErrors() throws InterruptedException {
        ChildResult result =
                shell("echo one; echo oops >&2; printf 'two\\r\\nthree'").run(lines::add);

        assertThat(lines).containsExactly("one", "two", "three");
        assertThat(result.end()).isEqualTo(new ChildEnd.Exited(0));
        assertThat(result.end().isSuccess()).isTrue();
        assertThat(result.errorLines()).containsExactly("oops");
        assertThat(result.droppedBytes()).isZero();
    }

    @Test
    void tellsAStatusFromASignal() throws InterruptedException {
        assertThat(shell("exit 3").run(lines::add).end()).isEqualTo(new ChildEnd.Exited(3));
        assertThat(shell("kill -SEGV $$").run(lines::add).end()).isEqualTo(new ChildEnd.Signalled(11));
        assertThat(shell("kill -KILL $$").run(lines::add).end()).hasToString("ended by signal 9 (SIGKILL)");
    }

    @Test
    void oneThatTakesTooMuchMemoryIsKilled() throws InterruptedException {
        // Keeps the last line of its input, which never ends.
        ChildResult result =
                ChildProcess.of(List.of("tail", "/dev/zero")).memory(64L << 20).run(lines::add);

        assertThat(result.end()).isEqualTo(new ChildEnd.TookTooMuch(64L << 20));
    }

    @Test
    void aProgramThatIsNotThereIsAnAnswer() throws InterruptedException {
        ChildResult result = ChildProcess.of(List.of("/no/such/program")).run(lines::add);

        assertThat(result.end()).isInstanceOf(ChildEnd.NotStarted.class);
        assertThat(result.end().toString()).contains("No such file");
    }

    @Test
    void changesTheEnvironmentOfTheChildOnly() throws InterruptedException {
        shell("echo $COLOUR; echo ${PATH:-none}")
                .set("COLOUR", "red; echo green")
                .unset("PATH")
                .run(lines::add);

        assertThat(lines.get(0)).isEqualTo("red; echo green");
        assertThat(System.getenv("COLOUR")).isNull();
    }

    @Test
    void passesOneLineInAndLeavesTheInputOpen() throws InterruptedException {
        shell("read -r line; echo got:$line; read -r more; echo never")
                .input("hello")
                .limit(SHORT)
                .run(lines::add);

        assertThat(lines).containsExactly("got:hello");
    }

    @Test
    void survivesAFloodOnBothStreams() throws InterruptedException {
        ChildResult result = shell("yes flood | head -c 48000000 & yes flood | head -c 48000000 >&2; wait")
                .output(1000, 5000)
                .limit(LONG)
                .run(lines::add);

        assertThat(result.end()).isEqualTo(new ChildEnd.Exited(0));
        assertThat(lines).hasSize(833).containsOnly("flood");
        assertThat(result.errorLines()).hasSize(400).containsOnly("flood");
        assertThat(result.droppedBytes()).isGreaterThan(95_000_000);
    }

    @Test
    void cutsALineWithoutEnd() throws InterruptedException {
        ChildResult result = shell("head -c 30000000 /dev/zero | tr '\\0' x; echo; echo next")
                .output(10, 1000)
                .run(lines::add);

        assertThat(lines).containsExactly("xxxxxxxxxx", "next");
        assertThat(result.droppedBytes()).isEqualTo(30_000_000 - 10);
    }

    @Test
    void waitingForItsInputIsNoneOfItsTime() throws Exception {
        Duration limit = Duration.ofSeconds(4);
        Iterable<String> late = () -> {
            LockSupport.parkNanos(limit.plusSeconds(1).toNanos());
            return List.of("go").iterator();
        };

        ChildResult result =
                shell("read line; echo $line").input(late).limit(limit).run(lines::add);

        assertThat(result.end()).isEqualTo(new ChildEnd.Exited(0));
        assertThat(lines).containsExactly("go");
    }

    @Test
    void killsWhatNeverEnds() throws InterruptedException {
        ChildResult result = shell("echo begun; trap '' TERM INT; while :; do sleep 0.05; done")
                .limit(SHORT)
                .run(lines::add);

        assertThat(result.end()).isEqualTo(new ChildEnd.TimedOut(SHORT));
        assertThat(lines).containsExactly("begun");
        assertThat(result.survivors()).isEmpty();
    }

    @Test
    void killsWhatFallsSilent() throws InterruptedException {
        ChildResult result =
                shell("echo a; echo b; sleep 60").limit(LONG).silence(SHORT).run(lines::add);

        assertThat(result.end()).isEqualTo(new ChildEnd.FellSilent(SHORT));
        assertThat(lines).containsExactly("a", "b");
        assertThat(result.wallTime()).isLessThan(LONG);
    }

    @Test
    void waitsForAChildThatClosedItsOutput() throws InterruptedException {
        ChildResult result = shell("echo bye; exec >&- 2>&-; sleep 0.3; exit 5").run(lines::add);

        assertThat(lines).containsExactly("bye");
        assertThat(result.end()).isEqualTo(new ChildEnd.Exited(5));
    }

    /** Java closes the pipes of a child that has ended, now and then before anybody saw that they are held. */
    @RepeatedTest(10)
    void killsGrandchildrenThatHoldThePipe() throws Exception {
        Path pid = directory.resolve("pid");

        ChildResult result = shell("(setsid sleep 1000 & echo $! > " + pid + "); echo parent gone")
                .limit(LONG)
                .run(lines::add);

        assertThat(lines).containsExactly("parent gone");
        assertThat(result.end()).isEqualTo(new ChildEnd.Exited(0));
        assertThat(result.survivors()).isEmpty();
        assertGone(pid);
    }

    @Test
    void killsOrphansOfAChildThatTimedOut() throws Exception {
        Path pid = directory.resolve("pid");

        ChildResult result = shell(
                        "(setsid sh -c 'trap \"\" TERM; while :; do sleep 0.05; done' >/dev/null 2>&1 & echo $! > "
                                + pid + "); sleep 1000")
                .limit(SHORT)
                .run(lines::add);

        assertThat(result.end()).isEqualTo(new ChildEnd.TimedOut(SHORT));
        assertGone(pid);
    }

    @Test
    void leavesNothingWhenTheConsumerFails() throws Exception {
        Path pid = directory.resolve("pid");

        assertThatThrownBy(() -> shell("echo $$ > " + pid + "; echo line; sleep 1000")
                        .run(line -> {
                            throw new IllegalStateException("not as agreed");
                        }))
                .hasMessage("not as agreed");
        assertGone(pid);
    }

    @Test
    void leavesNothingWhenInterrupted() throws Exception {
        Path pid = directory.resolve("pid");
        Thread runner = Thread.currentThread();

        assertThatThrownBy(() ->
                        shell("echo $$ > " + pid + "; echo line; sleep 1000").run(line -> runner.interrupt()))
                .isInstanceOf(InterruptedException.class);
        assertGone(pid);
    }

    private static ChildProcess shell(String script) {
        return ChildProcess.of(List.of("/bin/sh", "-c", script));
    }

    /** A killed process goes when the kernel has given back what it held. */
    private static void assertGone(Path pidFile) throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        long patience = System.nanoTime() + LONG.toNanos();
        while (!isGone(pid) && System.nanoTime() < patience) {
            Thread.sleep(10);
        }
        assertThat(isGone(pid)).as("process %d is gone", pid).isTrue();
    }

    private static boolean isGone(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status")).contains("State:\tZ");
        } catch (IOException noSuchProcess) {
            return true;
        }
    }
}
