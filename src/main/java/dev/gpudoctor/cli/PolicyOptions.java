package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Policy;
import dev.gpudoctor.app.PolicyFile;
import dev.gpudoctor.app.PolicyReader;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.MachineProbe;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.policy.RequirementReader;
import dev.gpudoctor.rules.policy.RequirementReader.UnusableRequirementException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is asked of the machine: a policy file, and requirements on the command line. */
final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Use this policy; default: " + PolicyFile.NAME + " of the repository.")
    private Optional<String> policy = Optional.empty();

    @Option(names = "--no-policy", description = "Use no policy, even if the repository has one.")
    private boolean noPolicy;

    @Option(
            names = "--require",
            paramLabel = "NAME>=VERSION",
            description = "Require a version, or gpu.count, gpu.memory, gpu.capability, gpu.architecture.")
    private List<String> require = new ArrayList<>();

    /**
     * The policy, with the requirements of the command line; says on standard error which file it is from.
     *
     * @throws InputException if it can't be used
     */
    Policy policy(Console console, Matrix matrix) throws InputException {
        if (noPolicy && policy.isPresent()) {
            throw new InputException("--policy and --no-policy exclude each other");
        }
        RequirementReader requirements = new RequirementReader(matrix, MachineProbe::looksForPackage);
        Optional<PolicyFile> file = file(console);
        Policy read = Policy.NONE;
        if (file.isPresent()) {
            LocalDate today = LocalDate.ofInstant(console.clock().instant(), ZoneOffset.UTC);
            read = new PolicyReader(file.get(), requirements, new Catalog(), today).read();
            console.err()
                    .println("gpudoctor: judging by the policy " + file.get().name());
        }
        return read.with(required(requirements));
    }

    private Optional<PolicyFile> file(Console console) throws InputException {
        if (noPolicy) {
            return Optional.empty();
        }
        return policy.isPresent()
                ? Optional.of(PolicyFile.read(policy.get(), console.directory().resolve(policy.get())))
                : PolicyFile.around(console.directory());
    }

    private List<Rule<Machine>> required(RequirementReader requirements) throws InputException {
        List<Rule<Machine>> rules = new ArrayList<>();
        for (String text : require) {
            try {
                rules.add(requirements.parse(text, "--require"));
            } catch (UnusableRequirementException e) {
                throw new InputException("--require: " + e.getMessage());
            }
        }
        return rules;
    }
}
