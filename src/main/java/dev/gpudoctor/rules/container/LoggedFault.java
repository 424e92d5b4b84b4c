package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.ContainerTooling.Message;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A fault that only the log of the part concerned shows: of a pod of NVIDIA's on this node, or of a container engine. It
 * counts as long as the settings of this machine do not exclude it.
 */
public final class LoggedFault implements Rule<Machine> {
    private static final Pattern NO_DRIVER =
            Pattern.compile("Incompatible (?:strategy|platform|device discovery strategy) detected");
    private static final Pattern NO_MEMORY = Pattern.compile("error getting device memory: Not Supported");
    private static final Pattern LDCONFIG =
            Pattern.compile("ldcache error: process \\S+ (?:terminated with signal|failed with error code)");
    private static final int SHOWN = 3;

    private final String id;
    private final Pattern pattern;
    private final Predicate<Machine> excluded;
    private final List<String> causes;

    private LoggedFault(String id, Pattern pattern, Predicate<Machine> excluded, List<String> causes) {
        this.id = id;
        this.pattern = pattern;
        this.excluded = excluded;
        this.causes = causes;
    }

    /** The device plugin finds no NVML in its pod, although this node has a driver. */
    public static LoggedFault pluginWithoutDriver() {
        return new LoggedFault(
                "container.device-plugin.no-driver",
                NO_DRIVER,
                machine -> false,
                List.of(
                        "driver.missing",
                        "driver.module.not-loaded",
                        "driver.module.not-built",
                        "driver.module.build-failed",
                        "container.toolkit.missing"));
    }

    /** The device plugin gives up where a GPU has no memory of its own to tell. */
    public static LoggedFault pluginOnUnifiedMemory() {
        return new LoggedFault("container.device-plugin.unified-memory", NO_MEMORY, machine -> false, List.of());
    }

    /** The hook cannot run ldconfig in containers; with CDI there is no such hook. */
    public static LoggedFault ldconfigOfHook() {
        return new LoggedFault(
                "container.hook.ldconfig-failed",
                LDCONFIG,
                machine -> machine.containerTooling()
                        .mode()
                        .toOptional()
                        .filter("cdi"::equals)
                        .isPresent(),
                List.of("container.hook.no-ldconfig"));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<String> followsFrom() {
        return causes;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        List<Message> all = machine.containerTooling().messages().toOptional().orElse(List.of());
        if (Surroundings.isContainer(machine) || all.isEmpty()) {
            return Judgement.notApplicable("no engine and no pod of NVIDIA's wrote of a fault");
        }
        List<Message> seen = all.stream()
                .filter(message -> pattern.matcher(message.line()).find())
                .toList();
        return Judgement.failIf(!seen.isEmpty() && !excluded.test(machine), () -> Judgement.fail()
                .with("line", seen.get(seen.size() - 1).line())
                .with("log", seen.get(seen.size() - 1).from())
                .seenIn(seen.stream()
                        .limit(SHOWN)
                        .map(message -> new Evidence(Evidence.Source.FILE, message.from(), message.line()))
                        .toList()));
    }
}
