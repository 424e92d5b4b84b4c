package dev.gpudoctor.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import org.junit.jupiter.api.Test;

class FixPlanTest {
    private static FixPlan plan(String name) throws Exception {
        MachineCase machineCase = MachineCase.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        Machine machine = Json.read(machineCase.machine(), Machine.class);
        return FixPlan.of(Diagnosis.of(
                RuleCatalog.rules(),
                new RuleRunner(new Catalog(), Matrix.builtIn()).run(RuleCatalog.rules(), machine)));
    }

    @Test
    void aMissingModuleCanBeLoadedSafely() throws Exception {
        assertThat(plan("uvm-not-loaded").safeSteps())
                .extracting(step -> String.join(" ", step.remedy().argv()))
                .containsExactly("nvidia-modprobe -u -c=0", "modprobe nvidia_uvm");
    }

    @Test
    void nothingThatInstallsOrRebootsIsSafe() throws Exception {
        assertThat(plan("driver-absent").steps()).isNotEmpty();
        assertThat(plan("driver-absent").safeSteps()).isEmpty();
        assertThat(plan("upgraded-without-restart").safeSteps()).isEmpty();
    }

    @Test
    void aHealthyMachineNeedsNothing() throws Exception {
        assertThat(plan("healthy-workstation").steps()).isEmpty();
    }
}
