package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Python environments as pip leaves them: each condition is found in a tree, and not in the one that is next to it. */
class InstalledPackagesTest {
    private static final String VENV = "/home/alice/venv";
    private static final String SITE = VENV + "/lib/python3.11/site-packages/";
    private static final String PTXAS = SITE + "triton/backends/nvidia/bin/ptxas";

    @TempDir
    private Path root;

    /**
     * What is installed.
     *
     * @param rule the condition
     * @param faulty packages that have it, such as {@code torch 2.5.1+cu124}, with what they ask for after a bar;
     *     a toolkit, or a file or link after {@code @}
     * @param right packages that do not
     */
    record Example(String rule, List<String> faulty, List<String> right) {
        @Override
        public String toString() {
            return rule;
        }
    }

    static Stream<Example> examples() {
        return Stream.of(
                new Example(
                        "python.requirement.unmet",
                        List.of("torch 2.5.1+cu124", "torchvision 0.19.1+cu124|torch==2.4.1"),
                        List.of("torch 2.5.1+cu124", "torchvision 0.20.1+cu124|torch==2.5.1")),
                new Example(
                        "python.requirement.unmet",
                        List.of("torch 2.5.1+cu124", "vllm 0.8.0|torch==2.6.0"),
                        List.of("torch 2.6.0+cu124", "vllm 0.8.0|torch==2.6.0; python_version >= \"3.9\"")),
                new Example(
                        "python.companion.other-cuda",
                        List.of("torch 2.5.1+cu124", "torchaudio 2.5.1+cu118"),
                        List.of("torch 2.5.1+cu124", "torchaudio 2.5.1+cu121")),
                new Example(
                        "python.cupy.several",
                        List.of("cupy-cuda11x 13.3.0", "cupy-cuda12x 13.3.0"),
                        List.of("cupy-cuda12x 13.3.0", "cupy-helper 1.0")),
                new Example(
                        "python.jax.cpu-only",
                        List.of("jax 0.6.2", "jaxlib 0.6.2"),
                        List.of("jax 0.6.2", "jaxlib 0.6.2", "jax-cuda12-plugin 0.6.2")),
                new Example(
                        "python.jax.plugin-mismatch",
                        List.of("jaxlib 0.6.2", "jax-cuda12-plugin 0.5.3"),
                        List.of("jaxlib 0.6.2", "jax-cuda12-plugin 0.6.2")),
                new Example("python.package.cpu-only", List.of("tensorflow-cpu 2.18.0"), List.of("tensorflow 2.18.0")),
                new Example(
                        "python.triton.assembler-too-old",
                        List.of("triton 3.1.0", "@" + PTXAS + " Cuda compilation tools, release 12.4, V12.4.131"),
                        List.of("triton 3.3.0", "@" + PTXAS + " Cuda compilation tools, release 12.8, V12.8.93")),
                new Example(
                        "toolkit.nvcc.older-on-path",
                        List.of("toolkit 11.8", "toolkit 12.8", "@/usr/local/cuda -> cuda-11.8"),
                        List.of("toolkit 11.8", "toolkit 12.8", "@/usr/local/cuda -> cuda-12.8")),
                new Example(
                        "toolkit.host-compiler.too-new",
                        List.of("toolkit 12.8", "@/usr/local/cuda -> cuda-12.8", "@/usr/bin/gcc -> gcc-15"),
                        List.of("toolkit 12.8", "@/usr/local/cuda -> cuda-12.8", "@/usr/bin/gcc -> gcc-14")),
                new Example(
                        "toolkit.framework.other-major",
                        List.of(
                                "torch 2.5.1+cu124",
                                "deepspeed 0.16.2",
                                "toolkit 11.8",
                                "@/usr/local/cuda -> cuda-11.8"),
                        List.of(
                                "torch 2.5.1+cu124",
                                "deepspeed 0.16.2",
                                "toolkit 12.8",
                                "@/usr/local/cuda -> cuda-12.8")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isFoundInTheTreeThatHasItAlone(Example example) throws IOException {
        assertThat(findings("faulty", example.faulty())).contains(example.rule());
        assertThat(findings("right", example.right())).doesNotContain(example.rule());
    }

    private List<String> findings(String name, List<String> packages) throws IOException {
        Tree tree = new Tree(root.resolve(name))
                .directory("/usr/lib/x86_64-linux-gnu")
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n")
                .file(VENV + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n")
                .file(VENV + "/bin/python3", FakeElf.library("python3").bytes());
        install(tree, "pip 24.0");
        packages.forEach(item -> install(tree, item));
        CommandLineRun run = CommandLineRun.of(
                "check",
                "--no-policy",
                "--root",
                tree.root().toString(),
                "--python",
                VENV,
                "--assume",
                "gpu=RTX 5090,driver=580.65.06",
                "--format",
                "json");
        List<String> ids = new ArrayList<>();
        new ObjectMapper()
                .readTree(run.out())
                .get("findings")
                .forEach(finding -> ids.add(finding.get("id").asText()));
        return ids;
    }

    private static void toolkit(Tree tree, String release) {
        String directory = "/usr/local/cuda-" + release;
        tree.file(directory + "/bin/nvcc", "")
                .file(directory + "/version.json", "{\"cuda\": {\"version\": \"" + release + ".0\"}}")
                .file(directory + "/include/crt/host_config.h", "#if __GNUC__ > 14\n#error\n#endif\n")
                .file("/usr/bin/gcc-14", "")
                .file("/usr/bin/gcc-15", "");
    }

    private static void install(Tree tree, String item) {
        String[] parts = item.split("\\|", 2);
        String[] words = parts[0].split(" ");
        if (words[0].equals("toolkit")) {
            toolkit(tree, words[1]);
            return;
        }
        if (words[0].startsWith("@")) {
            String path = words[0].substring(1);
            if (words[1].equals("->")) {
                tree.link(path, words[2]);
            } else {
                tree.file(path, item.substring(words[0].length() + 1));
            }
            return;
        }
        tree.file(
                SITE + words[0].replace('-', '_') + "-" + words[1] + ".dist-info/METADATA",
                "Metadata-Version: 2.1\nName: " + words[0] + "\nVersion: " + words[1] + "\n"
                        + (parts.length > 1 ? "Requires-Dist: " + parts[1] + "\n" : ""));
    }
}
