package dev.gpudoctor.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libraries of several releases on one machine, read from trees: what a program gets is not what it was built with. */
class MixedReleasesTest {
    private static final String TRIPLET = "/usr/lib/x86_64-linux-gnu/";
    private static final String VENV = "/home/alice/venv";
    private static final String SITE = VENV + "/lib/python3.10/site-packages/";

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void aDebianSystem() {
        tree = new Tree(root)
                .file("/etc/os-release", "ID=debian\n")
                .link("/lib", "usr/lib")
                .file(TRIPLET + "libc.so.6", FakeElf.library("libc.so.6").bytes());
    }

    private List<Finding> alarms(Map<String, String> environment) {
        Machine machine = Looking.at(tree.running(environment));
        return Diagnosis.of(
                        RuleCatalog.rules(),
                        new RuleRunner(new Catalog(), Matrix.builtIn()).run(RuleCatalog.rules(), machine))
                .findings()
                .stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    private List<String> ids(Map<String, String> environment) {
        return alarms(environment).stream().map(Finding::id).toList();
    }

    private void library(String directory, String soname, String version, String... needs) {
        String file = soname.substring(0, soname.indexOf(".so")) + ".so." + version;
        tree.file(
                directory + "/" + file,
                FakeElf.library(soname).needs("libc.so.6").needs(needs).bytes());
        if (!file.equals(soname)) {
            tree.link(directory + "/" + soname, file);
        }
    }

    private void toolkit(String version) {
        String directory = "/usr/local/cuda-" + version;
        String major = version.substring(0, version.indexOf('.'));
        tree.file(directory + "/version.json", "{\"cuda\": {\"version\": \"" + version + ".0\"}}")
                .file(directory + "/bin/nvcc", "");
        library(
                directory + "/lib64",
                major.equals("11") ? "libcudart.so.11.0" : "libcudart.so." + major,
                version + ".89");
        library(directory + "/lib64", "libcublasLt.so." + major, version + ".1");
    }

    private void cudnn(String directory, String version) {
        String major = version.substring(0, version.indexOf('.'));
        List<String> parts = major.equals("8")
                ? List.of("_ops_infer", "_ops_train", "_cnn_infer", "_cnn_train", "_adv_infer", "_adv_train")
                : List.of(
                        "_graph",
                        "_ops",
                        "_cnn",
                        "_adv",
                        "_heuristic",
                        "_engines_precompiled",
                        "_engines_runtime_compiled");
        library(directory, "libcudnn.so." + major, version);
        parts.forEach(part -> library(directory, "libcudnn" + part + ".so." + major, version));
    }

    private void installed(String name, String version) {
        tree.file(VENV + "/pyvenv.cfg", "version = 3.10.12\n")
                .file(
                        SITE + name.replace('-', '_') + "-" + version + ".dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n\n");
    }

    /** A cuDNN that no package names tells its CUDA by the cuBLAS that it opens. */
    @ParameterizedTest
    @CsvSource({
        "9.21.1, _adv, libcublasLt.so.12, true",
        "9.21.1, _adv, libcublasLt.so.13, false",
        "8.9.6, _ops_infer, libcublasLt.so.11, true"
    })
    void theCudaOfACudnnIsToldByWhatItOpens(String version, String part, String opened, boolean fails) {
        toolkit("13.0");
        tree.link("/usr/local/cuda", "cuda-13.0");
        cudnn(TRIPLET.substring(0, TRIPLET.length() - 1), version);
        String soname = "libcudnn" + part + ".so." + version.charAt(0);
        tree.file(
                TRIPLET + "libcudnn" + part + ".so." + version,
                FakeElf.library(soname)
                        .needs("libc.so.6")
                        .section(".rodata", ("cublasLtCreate\0" + opened + "\0").getBytes(ISO_8859_1))
                        .bytes());

        assertThat(ids(Map.of("PATH", "/usr/local/cuda/bin")).contains("cudnn.cuda.other-major"))
                .isEqualTo(fails);
    }

    /** Before there were plugins, a build of jaxlib for CUDA said in its label what it was compiled with. */
    @ParameterizedTest
    @CsvSource({
        "0.4.7+cuda11.cudnn86, 8.5.0, true",
        "0.4.7+cuda11.cudnn86, 8.6.0, false",
        "0.4.7+cuda11.cudnn86, 8.9.6, false",
        "0.3.0+cuda11.cudnn805, 8.0.4, false",
        "0.3.0+cuda11.cudnn82, 8.0.4, true"
    })
    void aBuildOfJaxlibGetsNoOlderCudnn(String release, String cudnn, boolean fails) {
        toolkit("11.8");
        cudnn("/usr/local/cuda-11.8/lib64", cudnn);
        installed("jax", release.substring(0, release.indexOf('+')));
        installed("jaxlib", release);

        List<Finding> found =
                alarms(Map.of("VIRTUAL_ENV", VENV, "LD_LIBRARY_PATH", "/usr/local/cuda-11.8/lib64")).stream()
                        .filter(finding -> finding.id().equals("framework.cudnn.not-supported"))
                        .toList();
        assertThat(found).hasSize(fails ? 1 : 0);
        assertThat(found).allSatisfy(finding -> assertThat(finding.message()).contains("jax " + release, cudnn));
    }

    @Test
    void aJaxlibForTheCpuIsNoProgramOfTheGpu() {
        toolkit("11.8");
        cudnn("/usr/local/cuda-11.8/lib64", "8.5.0");
        installed("jaxlib", "0.4.7");

        assertThat(Looking.at(tree.running(Map.of("VIRTUAL_ENV", VENV))).consumers())
                .noneMatch(consumer -> consumer.program().startsWith("jax"));
    }

    /** conda's libraries are there whatever package brought them, and the toolkit's come before them. */
    @Test
    void aToolkitBeforeTheLibrariesOfCondaIsTold() {
        String conda = "/home/alice/miniconda3/envs/ml";
        toolkit("11.6");
        tree.file(conda + "/conda-meta/python-3.10.12-h1_0.json", "{}").file(conda + "/bin/python3", "");
        tree.directory(conda + "/lib/python3.10/site-packages");
        library(conda + "/lib", "libcublasLt.so.11", "11.9.1");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CONDA_PREFIX", conda);
        assertThat(ids(environment)).doesNotContain("env.conda.mixed", "env.ld-library-path.shadowing");

        environment.put("LD_LIBRARY_PATH", conda + "/lib");
        assertThat(ids(environment)).doesNotContain("env.conda.mixed");

        environment.put("LD_LIBRARY_PATH", "/usr/local/cuda-11.6/lib64:" + conda + "/lib");
        assertThat(ids(environment)).contains("env.conda.mixed");
    }
}
