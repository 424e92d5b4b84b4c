package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.Kind;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.version.Version;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments as their Python sees them: what it searches, in which order, and where tools put them. */
class PythonEnvironmentsTest {
    private static final String CONDA = "/home/alice/miniconda3/envs/ml";
    private static final String CONDA_SITE = CONDA + "/lib/python3.11/site-packages";
    private static final String USER_SITE = "/home/alice/.local/lib/python3.11/site-packages";

    @TempDir
    Path root;

    @Test
    void anEnvironmentThatIncludesTheSystemSeesItsPackagesAfterItsOwn() {
        Tree tree = new Tree(root)
                .file(
                        "/srv/app/pyvenv.cfg",
                        "home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11.2\n");
        installed(tree, "/srv/app/lib/python3.11/site-packages", "torch", "2.8.0+cu128");
        installed(tree, "/usr/lib/python3/dist-packages", "torch", "2.1.0");
        installed(tree, "/usr/local/lib/python3.11/dist-packages", "nvidia-cudnn-cu12", "9.10.2.21");

        assertThat(versions(environment(tree, "/srv/app")))
                .containsEntry("torch", "2.8.0+cu128")
                .containsEntry("nvidia-cudnn-cu12", "9.10.2.21");
    }

    @Test
    void anEnvironmentOfItsOwnSeesNothingOfTheSystem() {
        Tree tree = new Tree(root)
                .file(
                        "/srv/app/pyvenv.cfg",
                        "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n");
        installed(tree, "/srv/app/lib/python3.11/site-packages", "torch", "2.8.0+cu128");
        installed(tree, "/usr/local/lib/python3.11/dist-packages", "nvidia-cudnn-cu12", "9.10.2.21");

        assertThat(versions(environment(tree, "/srv/app"))).containsOnlyKeys("torch");
    }

    @Test
    void directoriesThatPthFilesNameAreSearched() {
        Tree tree = new Tree(root)
                .file("/srv/app/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
                .file(
                        "/srv/app/lib/python3.11/site-packages/shared.pth",
                        "import sys; sys.path.append('/nowhere')\n# a comment\n/data/python\n");
        installed(tree, "/srv/app/lib/python3.11/site-packages", "triton", "3.4.0");
        installed(tree, "/data/python", "torch", "2.8.0+cu128");

        assertThat(versions(environment(tree, "/srv/app"))).containsEntry("torch", "2.8.0+cu128");
    }

    @Test
    void theUsersDirectoryIsSearchedBeforeTheSystems() {
        Tree tree = new Tree(root);
        installed(tree, USER_SITE, "torch", "2.8.0+cu128");
        installed(tree, "/usr/lib/python3/dist-packages", "torch", "2.1.0");
        installed(tree, "/usr/local/lib/python3.11/dist-packages", "nvidia-cudnn-cu12", "9.10.2.21");

        PythonEnvironment user = environment(tree, "/home/alice/.local");

        assertThat(user.kind()).isEqualTo(Kind.USER);
        assertThat(versions(user))
                .containsEntry("torch", "2.8.0+cu128")
                .containsEntry("nvidia-cudnn-cu12", "9.10.2.21");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/alice/.virtualenvs/ml",
                "/home/alice/.local/share/virtualenvs/ml-AbC",
                "/home/alice/.cache/pypoetry/virtualenvs/ml-x-py3.11",
                "/home/alice/.local/share/pipx/venvs/vllm",
                "/home/alice/.local/share/uv/tools/vllm",
                "/home/alice/micromamba/envs/ml",
                "/home/alice/.pixi/envs/default",
                "/home/alice/miniforge3/envs/ml",
                "/opt/conda",
                "/workspace/.venv"
            })
    void environmentsOfTheUsualToolsAreFound(String prefix) {
        Tree tree = new Tree(root).directory("/home/alice/miniforge3/conda-meta");
        installed(tree, prefix + "/lib/python3.11/site-packages", "torch", "2.8.0+cu128");

        assertThat(versions(environment(tree, prefix))).containsOnlyKeys("torch");
    }

    @Test
    void condaTellsItsCudaAndForWhichCudaItsCudnnWasBuilt() {
        Tree tree = new Tree(root)
                .directory("/home/alice/miniconda3/conda-meta")
                .file(CONDA + "/conda-meta/python-3.11.9-h1_0.json", "{}")
                .file(CONDA + "/conda-meta/cuda-version-12.9-h4f385c5_3.json", "{}")
                .file(
                        CONDA + "/conda-meta/cudnn-9.10.1.4-h7646684_0.json",
                        "{\"depends\": [\"__glibc >=2.28\", \"cuda-version >=12,<13.0a0\"]}");
        installed(tree, CONDA_SITE, "torch", "2.8.0");

        assertThat(environment(tree, CONDA).packages())
                .filteredOn(found -> found.directory().endsWith("/conda-meta"))
                .extracting(found -> found.name() + " " + found.version() + " for "
                        + found.cuda().toOptional().map(Version::toString).orElse("?"))
                .containsExactlyInAnyOrder("cuda-version 12.9 for 12.9", "cudnn 9.10.1.4 for 12");
    }

    @Test
    void aUsersReleaseThatHidesThatOfTheActiveCondaEnvironmentIsTold() {
        assertThat(hiding(shadowed("2.1.0", "python3.11"), Map.of())).isEqualTo(1);
    }

    @Test
    void nothingIsHiddenByTheSameReleaseAnotherPythonOrWithTheUsersDirectoryOff() {
        assertThat(hiding(shadowed("2.8.0+cu128", "python3.11"), Map.of())).isZero();
        assertThat(hiding(shadowed("2.1.0", "python3.12"), Map.of())).isZero();
        assertThat(hiding(shadowed("2.1.0", "python3.11"), Map.of("PYTHONNOUSERSITE", "1")))
                .isZero();
    }

    private Tree shadowed(String version, String python) {
        Tree tree = new Tree(root.resolve(version + python)).file(CONDA + "/conda-meta/python-3.11.9-h1_0.json", "{}");
        installed(tree, CONDA_SITE, "torch", "2.8.0+cu128");
        installed(tree, "/home/alice/.local/lib/" + python + "/site-packages", "torch", version);
        return tree;
    }

    private static long hiding(Tree tree, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("CONDA_PREFIX", CONDA);
        variables.put("HOME", "/home/alice");
        Machine machine = Looking.at(tree.running(variables));
        List<Rule<?>> rules = RuleCatalog.rules().stream()
                .filter(rule -> rule.id().equals("python.user-site.hides-conda"))
                .toList();
        return Diagnosis.of(rules, new RuleRunner(new Catalog(), Matrix.builtIn()).run(rules, machine))
                .findings()
                .size();
    }

    private static PythonEnvironment environment(Tree tree, String prefix) {
        List<PythonEnvironment> found = Looking.at(tree.host()).pythons();
        return found.stream()
                .filter(python -> python.prefix().equals(prefix))
                .findFirst()
                .orElseThrow(() -> new AssertionError(prefix + " is not among "
                        + found.stream().map(PythonEnvironment::prefix).toList()));
    }

    private static Map<String, String> versions(PythonEnvironment python) {
        return python.packages().stream().collect(Collectors.toMap(PythonPackage::name, found -> found.version()
                .toString()));
    }

    private static void installed(Tree tree, String site, String name, String version) {
        tree.file(
                site + "/" + name.replace('-', '_') + "-" + version + ".dist-info/METADATA",
                "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
    }
}
