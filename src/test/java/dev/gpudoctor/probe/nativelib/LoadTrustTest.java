package dev.gpudoctor.probe.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.probe.FakeCache;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.host.LiveHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As root nothing is opened that leads to what others can write: whole trees of small libraries. */
class LoadTrustTest {
    private static final String SONAME = "libcudnn.so.9";

    @TempDir
    Path folder;

    private Path own;
    private Path shared;

    @BeforeEach
    void makeDirectories() throws IOException {
        own = Files.createDirectory(folder.resolve("own"));
        shared = Files.createDirectory(folder.resolve("shared"));
        openToAll(shared);
    }

    @Test
    void opensWhatLeadsToNothingOfOthers() throws IOException {
        write(own.resolve("libdep.so.1"), FakeElf.library("libdep.so.1").needs("libc.so.6"));
        Path library = write(
                own.resolve(SONAME),
                FakeElf.library(SONAME).runpath("$ORIGIN").needs("libdep.so.1", "libc.so.6", "libnowhere.so.3"));

        assertThat(trust("").objection(library.toString())).isEmpty();
    }

    @Test
    void objectsToTheFileItself() throws IOException {
        Path library = write(shared.resolve(SONAME), FakeElf.library(SONAME));

        assertThat(trust("").objection(library.toString())).hasValue("others can write " + shared);
    }

    @Test
    void objectsToAFileOfAnotherUser() throws IOException {
        Path library = write(own.resolve(SONAME), FakeElf.library(SONAME));

        LoadTrust trust = LoadTrust.of(LiveHost.here(), new TrustedFiles(Set.of(4711)));

        assertThat(trust.objection(library.toString()))
                .hasValueSatisfying(reason -> assertThat(reason).contains("belongs to user"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHARED",
                "$ORIGIN/../shared",
                "${ORIGIN}/../shared",
                "$ORIGIN/../link",
                "$ORIGIN/../shared/not-yet-there"
            })
    void objectsToSearchDirectoriesOfALibrary(String directory) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), shared);
        String named = directory.replace("SHARED", shared.toString());
        Path byRunpath = write(
                own.resolve(SONAME), FakeElf.library(SONAME).runpath(named).needs("libdep.so.1"));
        Path byRpath = write(
                own.resolve("libcudnn.so.8"),
                FakeElf.library("libcudnn.so.8").rpath(named).needs("libdep.so.1"));

        assertThat(trust("").objection(byRunpath.toString())).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("for libdep.so.1: it is looked for in ")
                .contains("(RUNPATH of " + byRunpath + ")"));
        assertThat(trust("").objection(byRpath.toString())).isPresent();
    }

    /** In a directory with the sticky bit nobody can exchange what root put there, but everybody can add to it. */
    @Test
    void objectsToDirectoriesThatOthersCanCreate() throws IOException {
        stick(shared);
        Path inside = Files.createDirectory(shared.resolve("mine"));
        write(inside.resolve("libdep.so.1"), FakeElf.library("libdep.so.1"));
        Path sound = write(
                own.resolve(SONAME),
                FakeElf.library(SONAME).runpath(inside.toString()).needs("libdep.so.1"));
        Path open = write(
                own.resolve("libcudnn.so.8"),
                FakeElf.library("libcudnn.so.8").runpath(shared + "/build/lib").needs("libdep.so.1"));

        assertThat(trust("").objection(sound.toString())).isEmpty();
        assertThat(trust("").objection(open.toString()))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("others can create " + shared + "/build"));
    }

    @Test
    void followsTheWholeClosure() throws IOException {
        write(
                own.resolve("libone.so.1"),
                FakeElf.library("libone.so.1").needs("libtwo.so.1").runpath(own.toString()));
        write(
                own.resolve("libtwo.so.1"),
                FakeElf.library("libtwo.so.1").needs("libthree.so.1").runpath(shared.toString()));
        Path library = write(
                own.resolve(SONAME), FakeElf.library(SONAME).runpath("$ORIGIN").needs("libone.so.1"));

        assertThat(trust("").objection(library.toString())).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("for libthree.so.1: ")
                .contains("RUNPATH of " + own.resolve("libtwo.so.1")));
    }

    @Test
    void followsWhatALibraryStandsFor() throws IOException {
        Path library = write(
                own.resolve(SONAME),
                FakeElf.library(SONAME).filters("libother.so.1").runpath(shared.toString()));

        assertThat(trust("").objection(library.toString()))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("for libother.so.1: "));
    }

    @Test
    void looksBehindEachLink() throws IOException {
        Path library = write(own.resolve("real.so"), FakeElf.library(SONAME));
        Path hop = Files.createSymbolicLink(shared.resolve("hop"), library);
        Path first = Files.createSymbolicLink(own.resolve(SONAME), hop);

        assertThat(trust("").objection(first.toString())).hasValue("others can write " + shared);
        assertThat(trust("").objection(own + "/../link/../own/real.so")).isEmpty();
    }

    /** What {@code ..} means after a link, only the link says. */
    @Test
    void followsParentsAsTheKernelDoes() throws IOException {
        write(own.resolve(SONAME), FakeElf.library(SONAME));
        Files.createDirectories(shared.resolve("deep"));
        Files.createSymbolicLink(own.resolve("link"), shared.resolve("deep"));

        assertThat(trust("").objection(own + "/link/../" + SONAME)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$LIB", "${LIB}", "x/$PLATFORM"})
    void replacesTokensInTheLibraryPath(String token) throws IOException {
        Path base = Files.createDirectory(own.resolve("base"));
        for (String name :
                new String[] {"lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "x/x86_64", "x/aarch64"
                }) {
            openToAll(Files.createDirectories(base.resolve(name)));
        }

        assertThat(trust("").objectionToSearching(base + "/" + token)).isPresent();
        assertThat(trust("").objectionToSearching(base.toString())).isEmpty();
    }

    @Test
    void objectsToALibraryPathThatGivesJavaAForeignLibrary() throws IOException {
        Path foreign = write(shared.resolve("libz.so.1"), FakeElf.library("libz.so.1"));
        Files.createSymbolicLink(own.resolve("libz.so.1"), foreign);

        assertThat(trust("").objectionToSearching(own.toString())).isPresent();
    }

    @Test
    void findsNamesInTheLibraryPath() throws IOException {
        Path foreign = write(shared.resolve("libcuda.so.1"), FakeElf.library("libcuda.so.1"));
        Files.createSymbolicLink(own.resolve("libcuda.so.1"), foreign);

        assertThat(trust(own.toString()).objection("libcuda.so.1")).isPresent();
        assertThat(trust("").objection("libcuda.so.1")).isEmpty();
    }

    @Test
    void looksAtDirectoriesForSpecialProcessors() throws IOException {
        write(own.resolve("libdep.so.1"), FakeElf.library("libdep.so.1"));
        openToAll(Files.createDirectories(own.resolve("glibc-hwcaps/x86-64-v3")));
        Path library = write(
                folder.resolve(SONAME),
                FakeElf.library(SONAME).runpath(own.toString()).needs("libdep.so.1"));

        assertThat(trust("").objection(library.toString())).isPresent();
    }

    @Test
    void looksAtWhatTheCacheOfTheLoaderNames() throws IOException {
        Path dependency = write(shared.resolve("libfromcache.so.1"), FakeElf.library("libfromcache.so.1"));
        Path part = write(shared.resolve("libcudnn_ops.so.9"), FakeElf.library("libcudnn_ops.so.9"));
        Path needing = write(
                own.resolve("libnvinfer.so.10"),
                FakeElf.library("libnvinfer.so.10").needs("libfromcache.so.1"));
        Path opening = write(own.resolve(SONAME), FakeElf.library(SONAME));
        Path other = write(own.resolve("libcudart.so.12"), FakeElf.library("libcudart.so.12"));
        Path cache = folder.resolve("ld.so.cache");
        Files.write(
                cache,
                new FakeCache()
                        .entry("libfromcache.so.1", dependency.toString())
                        .entry("libcudnn_ops.so.9", part.toString())
                        .modern());
        LoadTrust trust = LoadTrust.of(LiveHost.here(), files(), cache.toString());

        assertThat(trust.objection(needing.toString())).isPresent();
        assertThat(trust.objection(opening.toString()))
                .as("cuDNN opens its parts by name")
                .isPresent();
        assertThat(trust.objection(other.toString())).isEmpty();
    }

    @Test
    void looksAtNeededPaths() throws IOException {
        Path foreign = write(shared.resolve("libdep.so"), FakeElf.library("libdep.so"));
        Path library = write(own.resolve(SONAME), FakeElf.library(SONAME).needs(foreign.toString()));

        assertThat(trust("").objection(library.toString())).isPresent();
    }

    /** The environment of a child names what it was left without, and an empty place in the path is nobody's intention. */
    @Test
    void theChildGetsNoVariableThatLeadsToOthers() throws IOException {
        Path injected = write(shared.resolve("inject.so"), FakeElf.library("inject.so"));
        ChildEnvironment environment = ChildEnvironment.of(
                Map.of(
                        "LD_LIBRARY_PATH", own + "::" + shared + ":",
                        "CUDA_INJECTION64_PATH", injected.toString(),
                        "GCONV_PATH", shared.toString(),
                        "LD_PRELOAD", injected.toString()),
                Optional.of(trust("")));

        assertThat(environment.variables()).isEqualTo(Map.of("LD_LIBRARY_PATH", own.toString()));
        assertThat(environment.preload()).isEmpty();
        assertThat(environment.refusals())
                .extracting(each -> each.question())
                .containsExactlyInAnyOrder(
                        "LD_LIBRARY_PATH " + shared, "CUDA_INJECTION64_PATH " + injected, "GCONV_PATH " + shared);
    }

    private static LoadTrust trust(String libraryPath) throws IOException {
        return LoadTrust.of(LiveHost.here(), files(), "/nonexistent/ld.so.cache")
                .with(libraryPath);
    }

    /** Also of the user who runs the tests. */
    private static TrustedFiles files() throws IOException {
        return new TrustedFiles(
                new HashSet<>(List.of(0, (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))));
    }

    private static Path write(Path file, FakeElf elf) throws IOException {
        return Files.write(file, elf.bytes());
    }

    private static void openToAll(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static void stick(Path directory) throws IOException {
        Files.setAttribute(directory, "unix:mode", 01777);
    }
}
