package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.image.ImageAdvice;
import dev.gpudoctor.advise.image.ImageAdvisor;
import dev.gpudoctor.advise.lint.LintFiles;
import dev.gpudoctor.advise.lint.Linter;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.Here;
import dev.gpudoctor.advise.stack.StackSolver;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The agreement walk: pairs of rows are put to the law that covers them and to the commands. What the law forbids no
 * stack and no image may have, and {@code check} and {@code lint} must call it an error; what it does not forbid they may
 * not. The pairs are counted, so that a table which shrinks shows.
 */
class AgreementTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final RuleRunner RUNNER = new RuleRunner(new Catalog(), MATRIX);
    private static final StackSolver SOLVER = new StackSolver(MATRIX);
    private static final ComputeCapability ANY_GPU = ComputeCapability.of("8.6");

    /** What one law says of its pairs, and where others say something else. */
    private static final class Walk {
        private final String law;
        private final List<String> apart = new ArrayList<>();
        private int supported;
        private int limited;
        private int forbidden;
        private int unknown;

        Walk(String law) {
            this.law = law;
        }

        void pair(Object pair, Compatibility answer, Optional<Compatibility> check, Optional<Fit> suggest) {
            count(answer);
            check.filter(other -> !kind(other).equals(kind(answer)))
                    .ifPresent(other -> apart.add(pair + ": the law " + kind(answer) + ", check " + kind(other)));
            suggest.filter(fit -> !agrees(fit, answer))
                    .ifPresent(fit -> apart.add(pair + ": the law " + answer + ", suggest " + fit));
        }

        private void count(Compatibility answer) {
            if (answer.isForbidden()) {
                forbidden++;
            } else if (answer.isUnknown()) {
                unknown++;
            } else if (answer.isSupported()) {
                supported++;
            } else {
                limited++;
            }
        }

        private static boolean agrees(Fit fit, Compatibility answer) {
            return switch (fit) {
                case SUPPORTED -> answer.isSupported();
                case LIMITED, TOLERATED -> answer instanceof Compatibility.Limited;
                case UNKNOWN -> answer.isUnknown();
                case FORBIDDEN -> answer.isForbidden();
            };
        }

        /** A rule has no word for limits: what works within them passes. */
        private static String kind(Compatibility answer) {
            return answer.isForbidden() ? "forbids" : answer.isUnknown() ? "does not know" : "allows";
        }

        void ends(int pairs) {
            System.out.printf(
                    "%s: %d pairs, %d supported, %d limited, %d forbidden, %d unknown; %d apart%n",
                    law,
                    supported + limited + forbidden + unknown,
                    supported,
                    limited,
                    forbidden,
                    unknown,
                    apart.size());
            assertThat(apart).as(law).isEmpty();
            assertThat(supported + limited + forbidden + unknown)
                    .as("pairs of " + law)
                    .isGreaterThanOrEqualTo(pairs);
            assertThat(forbidden).as("forbidden pairs of " + law).isPositive();
        }
    }

    /** What the rules of these ids say of a machine. */
    private static Optional<Compatibility> check(Stack stack, String... ids) {
        List<Rule<?>> rules = RuleCatalog.rules().stream()
                .filter(rule -> List.of(ids).contains(rule.id()))
                .toList();
        List<Outcome> outcomes = RUNNER.run(rules, stack.machine());
        if (outcomes.stream().anyMatch(outcome -> outcome.result() == Outcome.Result.FAILED)) {
            return Optional.of(Compatibility.forbidden(Reason.TOO_OLD, ""));
        }
        return outcomes.stream().anyMatch(outcome -> outcome.result() == Outcome.Result.UNDETERMINED)
                ? Optional.of(Compatibility.unknown(""))
                : Optional.of(Compatibility.supported());
    }

    /**
     * How the pair goes together in the best stack of these wishes. Without a stack it is the fit in the attempt that
     * fails least; empty where that fails for another reason.
     */
    private static Optional<Fit> suggest(String rule, Compatibility answer, String... texts) throws Exception {
        List<Wish> wishes = new ArrayList<>();
        for (String text : texts) {
            wishes.add(Wish.parse(text));
        }
        Answer found = SOLVER.solve(wishes, Here.NOWHERE, 1);
        if (found instanceof Answer.Stacks stacks) {
            return stacks.stacks().get(0).links().stream()
                    .filter(link -> link.rule().equals(rule))
                    .map(link -> link.fit())
                    .max(Comparator.naturalOrder());
        }
        return answer.isForbidden() ? Optional.of(Fit.FORBIDDEN) : Optional.empty();
    }

    private static List<Capability> gpus() {
        return STACKS.capabilities().toList();
    }

    private static Stack bare(ComputeCapability gpu, String program) {
        return STACKS.moved(new Stack("a pair", "workstation", program, gpu, Map.of()), gpu);
    }

    private static List<Version> drivers() {
        return MATRIX.rows(Subject.DRIVER_BRANCHES).stream()
                .filter(row -> row.cuda().isPresent() && !row.windowsOnly())
                .map(DriverBranch::branch)
                .map(branch -> STACKS.driverOf(Version.of(String.valueOf(branch))))
                .filter(driver -> driver.precision() > 1)
                .toList();
    }

    private static List<CudaRelease> cudas() {
        return MATRIX.rows(Subject.CUDA).stream()
                .filter(row -> row.stage().equals(Optional.of(CudaRelease.Stage.GA)))
                .toList();
    }

    @Test
    void driverAndGpu() throws Exception {
        Walk walk = new Walk("driver and GPU");
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        for (Version driver : drivers()) {
            for (Capability gpu : gpus()) {
                Compatibility answer = law.runsGpu(driver, gpu.capability());
                Stack stack = STACKS.withDriver(
                        new Stack("a pair", "workstation", "tensorrt", gpu.capability(), Map.of()),
                        driver,
                        STACKS.levelOf(driver).orElseThrow());
                Optional<Compatibility> check = answer.isUnknown()
                        ? Optional.empty() // the base machine's driver shows its GPU, which decides
                        : check(stack, "driver.gpu.not-supported");
                walk.pair(
                        driver + " on " + gpu.key(),
                        answer,
                        check,
                        suggest("gpu-driver", answer, "gpu=" + gpu.key(), "driver=" + driver));
            }
        }
        walk.ends(600);
    }

    @Test
    void driverAndCuda() throws Exception {
        Walk walk = new Walk("driver and CUDA");
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        for (Version driver : drivers()) {
            for (CudaRelease cuda : cudas()) {
                Optional<Version> level = STACKS.levelOf(driver);
                Compatibility answer = law.runsCuda(driver, level, cuda.version(), false);
                Stack stack = STACKS.withDriver(
                                new Stack("a pair", "workstation", "", ANY_GPU, Map.of()), driver, level.orElseThrow())
                        .with(Stack.CUDA, cuda.version());
                walk.pair(
                        cuda.key() + " on " + driver,
                        answer,
                        check(stack, "cuda.driver.too-old"),
                        suggest("driver-cuda", answer, "cuda=" + cuda.version(), "driver=" + driver, "gpu=" + ANY_GPU));
            }
        }
        walk.ends(850);
    }

    @Test
    void tensorRtAndPython() throws Exception {
        Walk walk = new Walk("TensorRT and Python");
        TensorRtLaw law = new TensorRtLaw(MATRIX);
        for (TensorRtRelease release : MATRIX.rows(Subject.TENSORRT)) {
            for (int minor = 6; minor < 15; minor++) {
                Version python = Version.of("3." + minor);
                Compatibility answer = law.withPython(release, python);
                Stack stack = bare(ANY_GPU, "tensorrt")
                        .with(Stack.TENSORRT, release.version())
                        .with(Stack.PYTHON, python);
                boolean asked = TensorRtLaw.isPackaged(release) && !answer.isUnknown() && minor % 6 == 2;
                walk.pair(
                        "TensorRT " + release.key() + " in Python " + python,
                        answer,
                        check(stack, "tensorrt.python.not-supported"),
                        asked
                                ? suggest(
                                        "tensorrt-python",
                                        answer,
                                        "tensorrt=" + release.version(),
                                        "python=" + python,
                                        "gpu=" + ANY_GPU)
                                : Optional.empty());
            }
        }
        walk.ends(400);
    }

    @Test
    void frameworkAndPython() {
        Walk walk = new Walk("framework and Python");
        FrameworkLaw law = new FrameworkLaw(MATRIX);
        for (FrameworkBuild build : labelled()) {
            for (int minor = 6; minor < 15; minor++) {
                Version python = Version.of("3." + minor);
                Compatibility answer = law.withPython(build, python);
                Optional<Compatibility> check = answer.isUnknown()
                        ? Optional.empty() // what is installed got past pip, which asks the wheel
                        : check(on(build, ANY_GPU).with(Stack.PYTHON, python), "framework.python.not-supported");
                walk.pair(build.key() + " in Python " + python, answer, check, Optional.empty());
            }
        }
        walk.ends(500);
    }

    /** Builds whose label tells them apart, so that an installation can be no other. */
    private static List<FrameworkBuild> labelled() {
        return STACKS.builds("torch").stream()
                .filter(build ->
                        build.variant().filter(name -> name.startsWith("cu")).isPresent())
                .toList();
    }

    private static Stack on(FrameworkBuild build, ComputeCapability gpu) {
        Stack stack = bare(gpu, build.framework())
                .with(
                        Stack.RELEASE,
                        Version.of(build.release() + "+" + build.variant().orElseThrow()))
                .with(Stack.CUDA, build.cuda());
        return build.platform().filter("linux-aarch64"::equals).isPresent()
                ? stack.with(Stack.AARCH64, Version.of("1"))
                : stack;
    }

    @Test
    void imageAndMachine() throws Exception {
        int pairs = 0;
        int refused = 0;
        List<String> apart = new ArrayList<>();
        for (String name : List.of("Tesla T4", "GeForce GTX 1080 Ti", "GeForce RTX 3060", "NVIDIA H100 PCIe")) {
            GpuNames.Match.One gpu = (GpuNames.Match.One) new GpuNames(MATRIX).find(name);
            for (Version driver : drivers()) {
                if (!new DriverLaw(MATRIX, Platform.LINUX)
                        .runsGpu(driver, gpu.capability())
                        .isSupported()) {
                    continue; // a fault of the machine, whatever the image
                }
                List<Wish> wishes = List.of(
                        Wish.parse("gpu=" + name),
                        Wish.parse("driver=" + driver),
                        Wish.parse("image=cuda"),
                        Wish.parse("os=ubuntu22.04"));
                LintContext context =
                        new LintContext(MATRIX, Optional.of(gpu.capability()), gpu.dataCenter(), Optional.of(driver));
                for (ImageAdvice advice : new ImageAdvisor(MATRIX).advise(wishes, Here.NOWHERE)) {
                    if (advice.image().family() == Image.Family.CUDA
                            && advice.image().flavour().filter("base"::equals).isPresent()
                            && advice.run() != ImageAdvice.Run.UNKNOWN) {
                        pairs++;
                        boolean not = advice.run() == ImageAdvice.Run.NOT;
                        refused += not ? 1 : 0;
                        boolean refuses = new Linter(new Catalog(), context)
                                        .lint(List.of(LintFiles.read(
                                                "Dockerfile",
                                                "FROM " + advice.image().reference() + "\n",
                                                Map.of())))
                                        .findings()
                                        .stream()
                                        .map(found -> found.finding().id())
                                        .anyMatch(id -> id.equals("docker.image.driver-too-old")
                                                || id.equals("docker.image.gpu-too-old"));
                        if (refuses != not) {
                            apart.add(advice.image().reference() + " on " + name + " with " + driver + ": images "
                                    + advice.run() + ", lint " + (refuses ? "refuses" : "accepts"));
                        }
                    }
                }
            }
        }
        System.out.printf("image and machine: %d pairs, %d refused; %d apart%n", pairs, refused, apart.size());
        assertThat(apart).isEmpty();
        assertThat(pairs).isGreaterThan(1000);
        assertThat(refused).isPositive();
    }
}
