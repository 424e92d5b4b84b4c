package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Driver files of two installers overwrite each other. */
public final class InstallersMixed implements Rule<Machine> {
    private static final java.util.regex.Pattern PACKAGE = java.util.regex.Pattern.compile(
            "nvidia-driver(-\\d+.*)?|libnvidia-compute-\\d+.*|libcuda1|nvidia-open|cuda-drivers.*");
    private static final Need<Object, Boolean> RUN_FILE = Need.ofMachine(
            "uninstaller of the .run file", machine -> machine.kernelDriver().runInstaller());

    @Override
    public String id() {
        return "driver.installers.mixed";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(RUN_FILE);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine)) {
            return Judgement.notApplicable("the driver comes from the host");
        }
        List<Version> releases = Stream.concat(
                        machine.driverLibraries().libcuda().stream(), machine.driverLibraries().nvml().stream())
                .filter(library -> library.origin() != Origin.STUB && library.origin() != Origin.COMPAT)
                .flatMap(library -> library.version().toOptional().stream())
                .distinct()
                .toList();
        boolean packaged = machine.packages().toOptional().orElse(List.of()).stream()
                .anyMatch(item -> PACKAGE.matcher(item.name()).matches());
        boolean twice = facts.get(RUN_FILE) && packaged;
        return Judgement.failIf(releases.size() > 1 || twice, () -> Judgement.fail()
                .with(
                        "what",
                        releases.size() > 1
                                ? "libraries of the releases "
                                        + releases.stream()
                                                .map(Version::toString)
                                                .collect(Collectors.joining(" and "))
                                : "an installation of the .run file and packages")
                .seenIn(facts.observed(RUN_FILE).evidence()));
    }
}
