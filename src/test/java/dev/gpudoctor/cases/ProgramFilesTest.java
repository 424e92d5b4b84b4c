package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.FakeGpuCode;
import dev.gpudoctor.probe.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of programs tell, from a root tree through the command line to the finding. */
class ProgramFilesTest {
    private static final String VENV = "/opt/app/venv";
    private static final String SITE = VENV + "/lib/python3.11/site-packages/";
    private static final String NO_KERNEL = "framework.gpu.no-kernel";

    @TempDir
    Path root;

    @Test
    void aTorchBuiltFromSourceHasNoCodeForTheGpu() throws Exception {
        Tree tree = torch("2.8.0a0+gitba56102", new FakeGpuCode().modules(20, "sm_70", "sm_80"));

        assertThat(errors(tree, "12.0")).contains(NO_KERNEL);
        assertThat(errors(tree, "8.9")).doesNotContain(NO_KERNEL);
    }

    @Test
    void aFewModulesOfAnotherLibraryDoNotMakeTheRestRun() throws Exception {
        Tree tree = torch(
                "2.8.0a0+gitba56102",
                new FakeGpuCode().modules(40, "sm_80").module("sm_60", "sm_80").module("sm_80", "sm_90a"));

        assertThat(errors(tree, "6.1")).contains(NO_KERNEL);
        assertThat(errors(tree, "8.0")).doesNotContain(NO_KERNEL);
    }

    @Test
    void filesOutrankTheTable() throws Exception {
        Tree tree = torch("2.8.0+cu128", new FakeGpuCode().modules(20, "sm_80", "sm_90"));

        JsonNode finding = finding(tree, "12.0", NO_KERNEL);

        assertThat(finding.path("message").asText()).contains("sm_80, sm_90");
        assertThat(finding.path("evidence").toString()).contains("compatibility table");
    }

    @Test
    void ptxServesNewerGpusAndArchitectureCodeOnlyItsOwn() throws Exception {
        Tree tree = torch("2.8.0a0+gitba56102", new FakeGpuCode().module("sm_90a", "compute_80"));
        assertThat(errors(tree, "12.1")).doesNotContain(NO_KERNEL);

        Tree narrow = extension("hopper_only", new FakeGpuCode().module("sm_90a"));
        assertThat(errors(narrow, "10.0")).contains(NO_KERNEL);
        assertThat(errors(narrow, "9.0")).doesNotContain(NO_KERNEL);
    }

    /** An extension is found by its files, whatever it is called. */
    @Test
    void anExtensionOfAnyNameIsAProgram() throws Exception {
        Tree tree = extension("my_kernels", new FakeGpuCode().modules(3, "sm_80", "sm_86"));

        JsonNode finding = finding(tree, "7.5", NO_KERNEL);

        assertThat(finding.path("message").asText()).contains("my-kernels 0.3.1", "sm_80, sm_86");
        assertThat(errors(tree, "8.6")).doesNotContain(NO_KERNEL);
    }

    private Tree torch(String version, FakeGpuCode code) {
        Tree tree = new Tree(root.resolve("torch-" + version)).file(VENV + "/pyvenv.cfg", "version = 3.11.7\n");
        wheel(tree, "torch", version, "torch/lib/libtorch_cuda.so");
        return tree.file(SITE + "torch/version.py", "__version__ = '" + version + "'\ncuda: Optional[str] = '12.8'\n")
                .file(
                        SITE + "torch/lib/libtorch_cuda.so",
                        FakeElf.library("libtorch_cuda.so")
                                .section(FakeGpuCode.SECTION, code.bytes())
                                .bytes());
    }

    private Tree extension(String name, FakeGpuCode code) {
        Tree tree = new Tree(root.resolve(name)).file(VENV + "/pyvenv.cfg", "version = 3.11.7\n");
        String file = name + "/_C.cpython-311-x86_64-linux-gnu.so";
        wheel(tree, name, "0.3.1", file);
        return tree.file(
                SITE + file,
                FakeElf.library("_C.so")
                        .section(FakeGpuCode.SECTION, code.bytes())
                        .bytes());
    }

    private static void wheel(Tree tree, String name, String version, String file) {
        String info = SITE + name + "-" + version + ".dist-info/";
        tree.file(info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n\n")
                .file(info + "RECORD", name + "/__init__.py,sha256=x,1\n" + file + ",sha256=x,1\n");
    }

    private static List<String> errors(Tree tree, String gpu) throws Exception {
        List<String> ids = new ArrayList<>();
        check(tree, gpu)
                .path("findings")
                .forEach(finding -> ids.add(finding.path("id").asText()));
        return ids;
    }

    private static JsonNode finding(Tree tree, String gpu, String id) throws Exception {
        for (JsonNode finding : check(tree, gpu).path("findings")) {
            if (finding.path("id").asText().equals(id)) {
                return finding;
            }
        }
        throw new AssertionError("no " + id);
    }

    private static JsonNode check(Tree tree, String gpu) throws Exception {
        CommandLineRun run = CommandLineRun.of(
                "check",
                "--no-policy",
                "--root",
                tree.root().toString(),
                "--assume",
                "gpu=" + gpu,
                "--assume",
                "driver=580.95.05",
                "--format",
                "json");
        return Json.parse(run.out());
    }
}
