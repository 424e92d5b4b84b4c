package dev.gpudoctor.probe.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootHostTest {
    @TempDir
    Path directory;

    private Tree tree;

    @BeforeEach
    void outsideLiesSomethingThatMustNotBeSeen() throws IOException {
        Files.writeString(directory.resolve("secret"), "outside");
        tree = new Tree(Files.createDirectory(directory.resolve("root")));
        tree.file("/etc/os-release", "ID=debian\n");
    }

    @Test
    void readsAFileBelowTheRoot() {
        assertThat(tree.host().text("/etc/os-release").toOptional()).contains("ID=debian\n");
    }

    @Test
    void startsAbsoluteLinksAgainAtTheRoot() {
        tree.link("/usr/lib/os-release", "/etc/os-release");

        assertThat(tree.host().text("/usr/lib/os-release").toOptional()).contains("ID=debian\n");
        assertThat(tree.host().realPath("/usr/lib/os-release").toOptional()).contains("/etc/os-release");
    }

    @Test
    void followsLinksOfDirectoriesOnTheWay() {
        tree.directory("/usr/lib/triplet").file("/usr/lib/triplet/a.so", "a").link("/lib", "usr/lib");

        assertThat(tree.host().realPath("/lib/triplet/a.so").toOptional()).contains("/usr/lib/triplet/a.so");
        assertThat(tree.host().list("/lib/triplet").toOptional().orElseThrow()).containsExactly("a.so");
    }

    @Test
    void neverLeavesThroughDots() {
        assertThat(tree.host().text("/../secret").isAbsent()).isTrue();
        assertThat(tree.host().text("/etc/../../../secret").isAbsent()).isTrue();
    }

    @Test
    void neverLeavesThroughLinks() {
        tree.link("/relative", "../secret")
                .link("/absolute", directory.resolve("secret").toString())
                .link("/up", "../..")
                .link("/etc/deep", "../../../../../../../../../..");

        assertThat(tree.host().text("/relative").isAbsent()).isTrue();
        assertThat(tree.host().text("/absolute").isAbsent()).isTrue();
        assertThat(tree.host().text("/up/secret").isAbsent()).isTrue();
        assertThat(tree.host().realPath("/etc/deep").toOptional()).contains("/");
        assertThat(tree.host().list("/up").toOptional())
                .contains(tree.host().list("/").toOptional().orElseThrow());
    }

    @Test
    void endsLinksThatGoRound() {
        tree.link("/a", "b").link("/b", "a").link("/self", "self/self");

        assertThat(tree.host().text("/a").isUnreadable()).isTrue();
        assertThat(tree.host().text("/self/x").isUnreadable()).isTrue();
    }

    @Test
    void doesNotAskAKernelThatIsNotThere() {
        tree.file("/proc/driver/nvidia/version", "NVRM").link("/etc/mtab", "/proc/mounts");

        assertThat(tree.host().text("/proc/driver/nvidia/version")).isInstanceOf(Observed.NotApplicable.class);
        assertThat(tree.host().text("/etc/mtab")).isInstanceOf(Observed.NotApplicable.class);
        assertThat(tree.running(Map.of()).text("/proc/driver/nvidia/version").toOptional())
                .contains("NVRM");
    }

    @Test
    void saysWhatALinkSays() {
        tree.link("/usr/local/cuda", "/etc/alternatives/cuda");

        assertThat(tree.host().link("/usr/local/cuda").toOptional()).contains("/etc/alternatives/cuda");
        assertThat(tree.host().link("/etc/os-release").isAbsent()).isTrue();
        assertThat(tree.host().realPath("/usr/local/cuda").isAbsent()).isTrue();
    }

    @Test
    void treatsAFileInTheMiddleOfAPathAsAbsence() {
        assertThat(tree.host().text("/etc/os-release/x").isAbsent()).isTrue();
        assertThat(tree.host().list("/etc/os-release").isAbsent()).isTrue();
    }

    @Test
    void refusesARootThatIsNoDirectory() {
        assertThatThrownBy(() -> RootHost.of(directory.resolve("secret"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RootHost.of(directory.resolve("missing"))).isInstanceOf(IOException.class);
    }

    @Test
    void takesNamesThatNoFileSystemHas() {
        assertThat(tree.host().text("/etc/\0").isUnreadable()).isTrue();
        assertThat(tree.host().realPath("/etc/\0/x").isUnreadable()).isTrue();
        assertThat(tree.host().text("").isFound()).isFalse();
    }
}
