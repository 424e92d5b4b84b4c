package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.Tree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture and the lines of a stack that came from wheels alone, in an image. */
class StackPictureTest {
    private static final String VENV = "/home/alice/venv";
    private static final String SITE = VENV + "/lib/python3.11/site-packages/";

    @TempDir
    private Path root;

    @Test
    void showsEachProgramsOwnCudaAndLeavesOutTheHost() {
        Tree tree = new Tree(root)
                .directory("/usr/lib/x86_64-linux-gnu")
                .file(VENV + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n")
                .file(
                        SITE + "torch-2.8.0+cu128.dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: torch\nVersion: 2.8.0+cu128\n")
                .file(SITE + "torch/version.py", "cuda: Optional[str] = '12.8'\n")
                .file(
                        SITE + "torch/lib/libtorch_cuda.so",
                        FakeElf.library("libtorch_cuda.so")
                                .needs("libcudart.so.12", "libcudnn.so.9")
                                .rpath("$ORIGIN")
                                .bytes())
                .file(
                        SITE + "torch/lib/libcudart.so.12.8.90",
                        FakeElf.library("libcudart.so.12").bytes())
                .link(SITE + "torch/lib/libcudart.so.12", "libcudart.so.12.8.90")
                .file(
                        SITE + "torch/lib/libcudnn.so.9",
                        FakeElf.library("libcudnn.so.9").bytes());

        String page = html();

        assertThat(page).contains("12.8.90  for torch").doesNotContain("CUDA: none found");
        assertThat(page).doesNotContain("driver: none found").doesNotContain("GPU: none found");
    }

    private String html() {
        return CommandLineRun.of(
                        "check", "--no-policy", "--root", root.toString(), "--python", VENV, "--format", "html")
                .out();
    }
}
