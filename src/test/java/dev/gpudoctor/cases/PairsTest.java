package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.DiagnosisTable;
import dev.gpudoctor.DiagnosisTable.Row;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.rules.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Two faults on one machine. Machine cases of one base are put together where they change different facts, so that neither
 * fault can hide what shows the other; each then has to stand as a root cause.
 */
class PairsTest {
    private static final String BASE = "workstation";
    /** It brings a fabric manager, which does not belong to another driver than that of the base. */
    private static final String OF_THE_DRIVER = "fabric-manager-stopped";

    /** Pairs that are one machine with other faults than the two: what one changes decides what the other means. */
    private static final Set<Set<String>> NOT_INDEPENDENT = Set.of(
            // The memory management of the kernel is in use with the open module only, and these take another one.
            Set.of("hmm-keeps-cuda-from-starting", "volta-under-cuda-13"),
            Set.of("hmm-keeps-cuda-from-starting", "cudnn-on-a-gpu-it-dropped"),
            Set.of("hmm-keeps-cuda-from-starting", "blackwell-on-proprietary-modules"),
            // The cuDNN of the one does not know the GPU of the other, which is a third fault.
            Set.of("blackwell-on-proprietary-modules", "tensorflow-given-cuda-11"),
            Set.of("blackwell-on-proprietary-modules", "cudnn-8-for-a-torch-built-with-9"),
            // CuPy for CUDA 12 is too new for the driver of the one, and PyTorch for CUDA 13 for that of the other.
            Set.of("cudnn-on-a-gpu-it-dropped", "two-cupy-packages"),
            Set.of("blackwell-under-the-proprietary-module", "torch-for-cuda-13-on-a-driver-of-cuda-12"),
            // Without a GPU it does not matter which library keeps the program from using one.
            Set.of("no-gpu-build-machine", "onnxruntime-for-another-cudnn"));

    private final RuleRunner runner = new RuleRunner(new Catalog(), Matrix.builtIn());

    @Test
    void twoIndependentFaultsGiveTwoRootCauses(TestReporter reporter) throws JsonProcessingException {
        JsonNode base = MachineCase.base(BASE);
        List<MachineCase> faults = faults();
        List<String> wrong = new ArrayList<>();
        int pairs = 0;
        for (MachineCase one : faults) {
            for (MachineCase other : faults) {
                Optional<JsonNode> both = one.name().compareTo(other.name()) < 0 && areIndependent(one, other)
                        ? merged(base, one.machine(), other.machine())
                        : Optional.empty();
                if (both.isPresent()) {
                    Diagnosis diagnosis = diagnose(Json.read(both.get(), Machine.class));
                    List<String> expected = List.of(root(one), root(other));
                    if (isSeen(diagnosis, expected)) {
                        pairs++;
                        List<String> roots = diagnosis.rootCauses().stream()
                                .map(Finding::key)
                                .toList();
                        if (!roots.containsAll(expected) || roots.size() != expected.size()) {
                            wrong.add(one + " + " + other + ": " + roots);
                        }
                    }
                }
            }
        }
        DiagnosisTable.add(reporter, Row.PAIRS, pairs);
        DiagnosisTable.add(reporter, Row.PAIRS_RIGHT, pairs - wrong.size());

        assertThat(pairs).isPositive();
        assertThat(wrong).isEmpty();
    }

    /** One case of each error that is the only root cause of a case. */
    private static List<MachineCase> faults() {
        Map<String, MachineCase> faults = new TreeMap<>();
        MachineCase.all().stream()
                .filter(each -> each.base().equals(BASE)
                        && each.arguments().isEmpty()
                        && each.rootCauses().size() == 1
                        && each.verdict().equals(Verdict.UNHEALTHY.word()))
                .forEach(each -> faults.putIfAbsent(id(root(each)), each));
        return List.copyOf(faults.values());
    }

    /** A rule that declares to follow from another is folded under it. */
    private static boolean areIndependent(MachineCase one, MachineCase other) {
        return !NOT_INDEPENDENT.contains(Set.of(one.name(), other.name()))
                && !followsFrom(root(one), root(other))
                && !followsFrom(root(other), root(one))
                && !(one.name().equals(OF_THE_DRIVER) && changesDriver(other))
                && !(other.name().equals(OF_THE_DRIVER) && changesDriver(one));
    }

    private static boolean changesDriver(MachineCase fault) {
        return !loadedDriver(fault.machine()).equals(loadedDriver(MachineCase.base(BASE)));
    }

    private static JsonNode loadedDriver(JsonNode machine) {
        return machine.path("kernelDriver").path("loadedVersion");
    }

    /** Whether the effect is folded under the cause, at once or through what both lead to. */
    private static boolean followsFrom(String effect, String cause) {
        Set<String> causes = new TreeSet<>();
        Deque<String> nearer = new ArrayDeque<>(List.of(id(effect)));
        while (!nearer.isEmpty()) {
            String each = nearer.pop();
            RuleCatalog.rules().stream()
                    .filter(rule -> rule.id().equals(each))
                    .flatMap(rule -> rule.followsFrom().stream())
                    .filter(causes::add)
                    .forEach(nearer::push);
        }
        return causes.contains(id(cause));
    }

    private static String id(String key) {
        return key.split("@", 2)[0];
    }

    private static String root(MachineCase machineCase) {
        return machineCase.rootCauses().get(0);
    }

    /**
     * Whether both faults leave their traces: one that takes the GPU away leaves nothing to tell the other by, whose rule
     * then must not pass.
     */
    private static boolean isSeen(Diagnosis diagnosis, List<String> keys) {
        return keys.stream().allMatch(key -> diagnosis.outcomes().stream()
                .filter(outcome -> outcome.id().equals(id(key)))
                .anyMatch(outcome ->
                        outcome.result() == Outcome.Result.FAILED || outcome.result() == Outcome.Result.PASSED));
    }

    private Diagnosis diagnose(Machine machine) {
        return Diagnosis.of(RuleCatalog.rules(), runner.run(RuleCatalog.rules(), machine));
    }

    /** Both changes of a base; empty where they change one fact. */
    private static Optional<JsonNode> merged(JsonNode base, JsonNode one, JsonNode other) {
        if (one.equals(base)) {
            return Optional.of(other);
        }
        if (other.equals(base)) {
            return Optional.of(one);
        }
        if (!(base instanceof ObjectNode) || base.has("state") || !one.isObject() || !other.isObject()) {
            return Optional.empty();
        }
        ObjectNode both = base.deepCopy();
        Set<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            Optional<JsonNode> value = merged(base.path(name), one.path(name), other.path(name));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            both.set(name, value.get());
        }
        return Optional.of(both);
    }
}
