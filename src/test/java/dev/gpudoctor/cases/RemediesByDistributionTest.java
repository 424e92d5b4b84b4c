package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** A remedy is that of the distribution: its own command or sentence is printed, and none of another distribution. */
class RemediesByDistributionTest {
    /** Commands that only some distributions have. */
    private static final Set<String> OF_SOME = Set.of(
            "apt-get",
            "ubuntu-drivers",
            "dnf",
            "yum",
            "zypper",
            "pacman",
            "xbps-install",
            "emerge",
            "eselect",
            "nixos-rebuild",
            "rpm-ostree",
            "transactional-update",
            "apk",
            "akmods",
            "dkms");

    private static final Map<String, String> CASES = Map.of(
            "driver.missing", "driver-absent",
            "driver.module.not-built", "module-not-built-for-kernel",
            "driver.headers.missing", "kernel-upgraded-without-headers",
            "driver.module.secure-boot", "secure-boot-refuses-module",
            "container.toolkit.missing", "docker-without-toolkit");

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = "/remedies.csv", numLinesToSkip = 1, nullValues = "-")
    void printsWhatThisDistributionHas(String id, String variant, String condition, String commands, String words)
            throws Exception {
        List<Remedy> remedies = remedies(id, variant, condition);

        List<String> shown = remedies.stream()
                .flatMap(remedy -> remedy.argv().stream().limit(1))
                .filter(OF_SOME::contains)
                .distinct()
                .toList();
        assertThat(shown).containsExactlyInAnyOrder(commands == null ? new String[0] : commands.split(" "));
        if (words != null) {
            assertThat(remedies).anySatisfy(remedy -> assertThat(remedy.text() + " " + String.join(" ", remedy.argv()))
                    .contains(words));
        }
    }

    private static List<Remedy> remedies(String id, String variant, String condition) throws Exception {
        ObjectNode machine = MachineCase.named(CASES.get(condition)).machine();
        ObjectNode os = (ObjectNode) machine.get("os");
        os.set("id", Json.parse("{\"state\": \"found\", \"value\": \"" + id + "\"}"));
        os.set(
                "variant",
                Json.parse(
                        variant == null
                                ? "{\"state\": \"absent\", \"lookedIn\": []}"
                                : "{\"state\": \"found\", \"value\": \"" + variant + "\"}"));
        return new RuleRunner(new Catalog(), Matrix.builtIn())
                .run(RuleCatalog.rules(), Json.read(machine, Machine.class)).stream()
                        .flatMap(outcome -> outcome.finding().stream())
                        .filter(finding -> finding.id().equals(condition))
                        .flatMap(finding -> finding.remedies().stream())
                        .toList();
    }
}
