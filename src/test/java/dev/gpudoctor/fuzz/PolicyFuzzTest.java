package dev.gpudoctor.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.PolicyFile;
import dev.gpudoctor.app.PolicyReader;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.policy.RequirementReader;
import dev.gpudoctor.rules.policy.RequirementReader.UnusableRequirementException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** A policy out of somebody's repository: it is read or refused in one line. */
class PolicyFuzzTest {
    private final Catalog catalog = new Catalog();
    private final RequirementReader requirements = new RequirementReader(Matrix.builtIn(), "torch"::equals);

    @FuzzTest
    void text(byte[] data) {
        read(new String(data, StandardCharsets.UTF_8));
    }

    /** Values below the keys that there are, so that more than the parser is reached. */
    @FuzzTest
    void values(FuzzedDataProvider data) {
        String key = data.pickValue(new String[] {
            "require: {cuda: ",
            "require: {gpu.memory: ",
            "require: {gpu.architecture: ",
            "allow: [{id: ",
            "strict: {a: "
        });
        read(key + data.consumeRemainingAsString() + "}");
    }

    /** Values that stand for others by name, which stand for others. */
    @FuzzTest
    void aliases(FuzzedDataProvider data) {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        int lines = data.consumeInt(1, 40);
        for (int i = 1; i <= lines; i++) {
            String reference = "*a" + data.consumeInt(0, i - 1);
            text.append(
                    "a" + i + ": &a" + i + " [" + reference + (", " + reference).repeat(data.consumeInt(0, 9)) + "]\n");
        }
        read(text + data.pickValue(new String[] {"allow", "require", "forbid", "strict"}) + ": *a" + lines + "\n");
    }

    @FuzzTest
    void requirement(FuzzedDataProvider data) {
        String name = data.pickValue(new String[] {"cuda", "torch", "gpu.count", "gpu.memory", "gpu.architecture", ""});
        try {
            requirements.parse(name + data.consumeRemainingAsString(), "--require");
        } catch (UnusableRequirementException refused) {
            oneLine(refused);
        }
    }

    private void read(String text) {
        try {
            new PolicyReader(new PolicyFile("gpudoctor.yaml", text), requirements, catalog, LocalDate.EPOCH).read();
        } catch (InputException refused) {
            oneLine(refused);
        }
    }

    private static void oneLine(Exception refused) {
        if (refused.getMessage().isBlank()) {
            throw new AssertionError("refused without a reason", refused);
        }
    }
}
