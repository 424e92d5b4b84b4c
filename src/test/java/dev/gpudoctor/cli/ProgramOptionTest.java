package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.FakeGpuCode;
import dev.gpudoctor.probe.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executables and libraries outside Python, judged by their files. */
class ProgramOptionTest {
    private static final String APP = "/opt/app/bin/server";
    private static final String CUDART = "/usr/lib/x86_64-linux-gnu/libcudart.so.12";

    @TempDir
    private Path root;

    private Tree tree;

    @BeforeEach
    void aSystem() {
        tree = new Tree(root)
                .directory("/usr/lib/x86_64-linux-gnu")
                .file(
                        "/usr/lib/x86_64-linux-gnu/libc.so.6",
                        library("libc.so.6").bytes())
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n");
    }

    @Test
    void namesTheLibraryThatAProgramNeedsInVain() throws IOException {
        tree.file(APP, library("server").needs("libc.so.6", "libcudart.so.12").bytes());

        JsonNode report = check(ExitCode.FINDINGS, APP);

        assertThat(ids(report)).contains("program.library.missing");
        assertThat(report.at("/programs/0/state").asText()).isEqualTo("fails");
        assertThat(report.at("/programs/0/reason").asText()).isEqualTo("libcudart.so.12 not found");

        tree.file(CUDART, library("libcudart.so.12").bytes());
        assertThat(ids(check(APP))).doesNotContain("program.library.missing");
    }

    /** A tool that repairs wheels renamed the part that NVRTC opens by name. */
    @Test
    void namesTheBuiltinsThatNvrtcWouldOpen() throws IOException {
        String lib = "/opt/libtorch/lib/";
        tree.file(
                        lib + "libtorch_cuda.so",
                        library("libtorch_cuda.so").needs("libc.so.6").bytes())
                .file(
                        lib + "libnvrtc-672ee683.so.11.2",
                        library("libnvrtc-672ee683.so.11.2").needs("libc.so.6").bytes())
                .file(
                        lib + "libnvrtc-builtins-7237cb5d.so.11.7",
                        library("libnvrtc-builtins-7237cb5d.so.11.7").bytes());

        JsonNode report = check(ExitCode.FINDINGS, lib + "libtorch_cuda.so");

        assertThat(ids(report)).contains("program.library.missing-at-run");
        assertThat(report.at("/programs/0/reason").asText()).isEqualTo("libnvrtc-builtins.so.11.7 not found");
        assertThat(report.toString())
                .contains(
                        '"' + lib + "libnvrtc-builtins-7237cb5d.so.11.7\"", '"' + lib + "libnvrtc-builtins.so.11.7\"");

        tree.link(lib + "libnvrtc-builtins.so.11.7", "libnvrtc-builtins-7237cb5d.so.11.7");
        assertThat(ids(check(lib + "libtorch_cuda.so"))).doesNotContain("program.library.missing-at-run");
    }

    /** NVRTC takes the builtins of its own release only; that of another beside them on the path does not serve. */
    @Test
    void doesNotTakeTheBuiltinsOfAnotherRelease() throws IOException {
        String lib = "/usr/lib/x86_64-linux-gnu/";
        tree.file(APP, library("server").needs("libc.so.6", "libnvrtc.so.12").bytes())
                .file(
                        lib + "libnvrtc.so.12.4.127",
                        library("libnvrtc.so.12").needs("libc.so.6").bytes())
                .link(lib + "libnvrtc.so.12", "libnvrtc.so.12.4.127")
                .file(
                        lib + "libnvrtc-builtins.so.12.9",
                        library("libnvrtc-builtins.so.12.9").bytes());

        assertThat(check(ExitCode.FINDINGS, APP).at("/programs/0/reason").asText())
                .isEqualTo("libnvrtc-builtins.so.12.4 not found");

        tree.file(
                        lib + "libnvrtc-builtins.so.12.4.127",
                        library("libnvrtc-builtins.so.12.4").bytes())
                .link(lib + "libnvrtc-builtins.so.12.4", "libnvrtc-builtins.so.12.4.127");
        assertThat(ids(check(APP))).doesNotContain("program.library.missing-at-run");
    }

    /** DT_RPATH of the program serves its libraries, as with libtorch in a C++ application. */
    @Test
    void findsLibrariesThroughTheProgramsOwnPath() throws IOException {
        tree.file(
                        APP,
                        library("server")
                                .rpath("$ORIGIN/../lib")
                                .needs("libtorch_cuda.so")
                                .bytes())
                .file(
                        "/opt/app/lib/libtorch_cuda.so",
                        library("libtorch_cuda.so").needs("libcudart.so.12").bytes())
                .file("/opt/app/lib/libcudart.so.12", library("libcudart.so.12").bytes());

        assertThat(ids(check(APP))).doesNotContain("program.library.missing");
    }

    /** ONNX Runtime and llama.cpp open their part for CUDA by its path, and go on without it. */
    @Test
    void followsThePartsThatAProgramOpensBesideItself() throws IOException {
        for (String part : List.of("libonnxruntime_providers_cuda.so", "libggml-cuda.so")) {
            Tree own = new Tree(root.resolve(part))
                    .file(
                            "/usr/lib/x86_64-linux-gnu/libc.so.6",
                            library("libc.so.6").bytes())
                    .file(APP, library("server").needs("libc.so.6").bytes())
                    .file(
                            "/opt/app/bin/" + part,
                            library(part).needs("libcudart.so.12").bytes());

            JsonNode report = check(own, ExitCode.FINDINGS, APP);

            assertThat(ids(report)).as(part).contains("program.gpu.unused");
            assertThat(report.at("/programs/0/state").asText()).isEqualTo("cpu-only");
        }
    }

    /** Ollama brings its part for several CUDA releases, of which one has to fit. */
    @Test
    void takesTheOneOfOllamasPartsThatFits() throws IOException {
        tree.file("/usr/local/bin/ollama", library("ollama").needs("libc.so.6").bytes())
                .file(
                        "/usr/local/lib/ollama/cuda_v12/libggml-cuda.so",
                        library("libggml-cuda.so").needs("libcudart.so.12").bytes())
                .file(
                        "/usr/local/lib/ollama/cuda_v13/libggml-cuda.so",
                        library("libggml-cuda.so")
                                .runpath("$ORIGIN")
                                .needs("libcudart.so.13")
                                .bytes());
        assertThat(ids(check("/usr/local/bin/ollama"))).contains("program.gpu.unused");

        tree.file(
                "/usr/local/lib/ollama/cuda_v13/libcudart.so.13",
                library("libcudart.so.13").bytes());
        assertThat(ids(check("/usr/local/bin/ollama"))).doesNotContain("program.gpu.unused");
    }

    @Test
    void judgesTheGpuCodeOfALibrary() throws IOException {
        tree.file(
                "/opt/app/lib/libkernels.so",
                library("libkernels.so")
                        .section(".nv_fatbin", new FakeGpuCode().module("sm_70").bytes())
                        .bytes());

        JsonNode report = check(ExitCode.FINDINGS, "/opt/app/lib/libkernels.so");

        assertThat(ids(report)).contains("framework.gpu.no-kernel");
    }

    @Test
    void aProgramWithoutCudaIsForTheCpu() throws IOException {
        tree.file(APP, library("server").needs("libc.so.6").bytes());

        assertThat(check(APP).at("/programs/0/state").asText()).isEqualTo("cpu-only");
    }

    @Test
    void refusesWhatIsNotAProgram() {
        tree.file("/opt/app/run.sh", "#!/bin/sh\nexec /opt/app/bin/server on every port that is free here, please\n");

        CommandLineRun script = run("/opt/app/run.sh");
        assertThat(script.code()).isEqualTo(ExitCode.USAGE);
        assertThat(script.err()).contains("--program: can't read /opt/app/run.sh: not an ELF file");
        CommandLineRun none = run("/opt/app/none");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("--program: can't read /opt/app/none: no such file");
    }

    private JsonNode check(int code, String program) throws IOException {
        return check(tree, code, program);
    }

    private static JsonNode check(Tree tree, int code, String program) throws IOException {
        CommandLineRun run = run(tree, program);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        return new ObjectMapper().readTree(run.out());
    }

    private JsonNode check(String program) throws IOException {
        return new ObjectMapper().readTree(run(program).out());
    }

    private CommandLineRun run(String program) {
        return run(tree, program);
    }

    private static CommandLineRun run(Tree tree, String program) {
        return CommandLineRun.of(
                "check",
                "--no-policy",
                "--root",
                tree.root().toString(),
                "--assume",
                "gpu=L4,driver=580.65.06",
                "--program",
                program,
                "--format",
                "json");
    }

    private static List<String> ids(JsonNode report) {
        return report.get("findings").findValuesAsText("id");
    }

    private static FakeElf library(String soname) {
        return FakeElf.library(soname);
    }
}
