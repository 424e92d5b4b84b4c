package dev.gpudoctor.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ParentLinkTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void libraryOutputDoesNotMixWithTheProtocol() throws InterruptedException {
        ChildResult result = child("talk").input(List.of("a request", "more")).run(lines::add);

        assertThat(lines).containsExactly("asked: a request", "two lines in one", "then: more");
        assertThat(result.errorLines()).contains("printed by Java", "printed by a library");
        assertThat(result.end()).isEqualTo(new ChildEnd.Exited(4));
    }

    @Test
    void aCrashInALibraryIsReportedWithItsPlace() throws InterruptedException {
        ChildResult result = child("crash").input("").run(lines::add);

        assertThat(lines).containsExactly("about to crash");
        assertThat(result.end()).isEqualTo(new ChildEnd.Signalled(6));
        assertThat(result.errorLines()).anyMatch(line -> line.contains("SIGSEGV"));
    }

    @Test
    void withoutARequestItDoesNotRun() throws InterruptedException {
        ChildResult result = child("talk").limit(Duration.ofSeconds(3)).run(lines::add);

        assertThat(lines).isEmpty();
        assertThat(result.end()).isInstanceOf(ChildEnd.TimedOut.class);
    }

    /** The middle process is killed with SIGKILL, which leaves it no time to tidy up. */
    @Test
    void diesWithItsParent(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");
        Process middle = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Middle.class.getName(),
                        pid.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(middle.getInputStream().read()).isEqualTo('r');
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();

        middle.destroyForcibly();

        assertThat(endsWithin(child, Duration.ofSeconds(60))).isTrue();
    }

    /** One that this process has adopted, as other tests let it, stays in the table when it has ended. */
    private static boolean endsWithin(ProcessHandle process, Duration limit) throws Exception {
        Path state = Path.of("/proc", String.valueOf(process.pid()), "stat");
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.isAlive() && !isDefunct(state)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }

    private static boolean isDefunct(Path state) throws IOException {
        try {
            return Files.readString(state).contains(") Z ");
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    private static ChildProcess child(String what) {
        return ChildProcess.java(List.of("-Dwhat=" + what), classPath(), Child.class.getName());
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .toList();
    }

    /** Started as a child by the tests. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            ParentLink parent = ParentLink.open();
            NativeLibrary library = NativeLibrary.getProcess();
            switch (System.getProperty("what")) {
                case "talk" -> {
                    System.out.println("printed by Java");
                    library.getFunction("puts").invokeInt(new Object[] {"printed by a library"});
                    library.getFunction("fflush").invokeInt(new Object[] {Pointer.NULL});
                    parent.send("asked: " + parent.request());
                    parent.send("two\nlines in one");
                    parent.send("then: " + parent.next());
                    parent.end(4);
                }
                case "crash" -> {
                    parent.send("about to crash");
                    library.getFunction("strlen").invokeInt(new Object[] {Pointer.createConstant(8)});
                }
                default -> {
                    Files.writeString(
                            Path.of(parent.request()),
                            String.valueOf(ProcessHandle.current().pid()));
                    parent.send("ready");
                    Thread.sleep(100_000);
                }
            }
        }
    }

    /** A parent that is killed in the middle of a run. */
    static final class Middle {
        public static void main(String[] arguments) throws Exception {
            child("wait").input(arguments[0]).run(line -> {
                System.out.print(line);
                System.out.flush();
            });
        }
    }
}
