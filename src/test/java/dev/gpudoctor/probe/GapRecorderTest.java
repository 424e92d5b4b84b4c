package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.Machine.Gap;
import dev.gpudoctor.probe.format.Elf;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GapRecorderTest {
    @TempDir
    Path root;

    @Test
    void remembersDirectoriesThatCouldNotBeListedButNotThoseThatAreNotThere() {
        Tree tree = new Tree(root).link("/opt/round", "round").file("/opt/script.so", "INPUT(-lx)");
        GapRecorder recorder = new GapRecorder(tree.host());

        recorder.list("/opt/round");
        recorder.list("/opt/missing");
        recorder.open("/opt/script.so", Elf::read);

        assertThat(recorder.gaps()).extracting(Gap::place).containsExactly("/opt/round");
    }
}
