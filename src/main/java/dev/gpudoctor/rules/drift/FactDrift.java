package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Container;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.KernelDriver.BoundGpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Machine.FabricManager;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Observed.Unreadable;
import dev.gpudoctor.rules.drift.Change.Kind;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Facts of which a machine has one.
 *
 * @param component what the fact belongs to
 * @param name what it is called in a sentence
 * @param read where it stands
 * @param vital whether programs miss it when it is gone or older
 */
record FactDrift(String component, String name, Function<Machine, Observed<?>> read, boolean vital) {
    private static final int MIB_SHIFT = 20;
    private static final List<FactDrift> FACTS = List.of(
            new FactDrift("driver", "The driver", Machine::driverVersion, true),
            new FactDrift(
                    "driver",
                    "The flavour of the kernel module",
                    machine -> machine.kernelDriver().flavour().map(flavour -> flavour.name()
                            .toLowerCase(Locale.ROOT)),
                    false),
            new FactDrift(
                    "driver",
                    "The CUDA level of the driver",
                    machine -> machine.answers().cudaDriver(),
                    true),
            new FactDrift(
                    "firmware",
                    "The GSP firmware",
                    machine -> machine.kernelDriver().gpus().flatMap(FactDrift::running),
                    false),
            new FactDrift(
                    "kernel parameter",
                    "The kernel's arguments",
                    machine -> machine.kernelDriver().arguments().map(FactDrift::listed),
                    false),
            new FactDrift(
                    "kernel parameter",
                    "The parameters of NVIDIA's module",
                    machine -> machine.kernelDriver().parameters().map(FactDrift::listed),
                    false),
            new FactDrift(
                    "kernel parameter",
                    "The options of modprobe",
                    machine -> machine.kernelDriver().options().map(FactDrift::listed),
                    false),
            new FactDrift(
                    "fabric manager",
                    "The fabric manager",
                    machine -> machine.fabricManager().flatMap(FabricManager::version),
                    true),
            new FactDrift("Jetson", "L4T", machine -> machine.jetson().flatMap(Jetson::l4t), true),
            new FactDrift("Jetson", "JetPack", machine -> machine.jetson().flatMap(Jetson::jetPack), true),
            new FactDrift(
                    "Jetson", "The power model", machine -> machine.jetson().flatMap(Jetson::powerModel), false),
            new FactDrift("system", "The distribution", machine -> machine.os().prettyName(), false),
            new FactDrift("system", "The kernel", machine -> machine.os().kernel(), false),
            new FactDrift("system", "The architecture", machine -> machine.os().architecture(), false),
            new FactDrift("system", "glibc", machine -> machine.os().libc(), false),
            new FactDrift(
                    "system", "Secure Boot", machine -> machine.kernelDriver().secureBoot(), false),
            new FactDrift(
                    "system", "The virtualization", machine -> machine.os().virtualization(), false),
            new FactDrift(
                    "container",
                    "The container runtime",
                    machine -> machine.container().map(Container::runtime),
                    false),
            new FactDrift(
                    "container",
                    "The NVIDIA Container Toolkit",
                    machine -> machine.containerTooling().toolkit(),
                    true),
            new FactDrift(
                    "container",
                    "Docker's default runtime",
                    machine -> machine.containerTooling().defaultRuntime(),
                    false),
            new FactDrift(
                    "limits",
                    "The size of /dev/shm",
                    machine -> machine.limits().shmBytes().map(bytes -> (bytes >> MIB_SHIFT) + " MiB"),
                    false),
            new FactDrift(
                    "limits",
                    "The limit of locked memory",
                    machine -> machine.limits()
                            .memlockBytes()
                            .map(bytes -> bytes == Long.MAX_VALUE ? "unlimited" : (bytes >> MIB_SHIFT) + " MiB"),
                    false));

    /** The firmware that GPUs run; unreadable where that of one of them is. */
    private static Observed<String> running(List<BoundGpu> gpus) {
        List<Observed<Version>> firmware = gpus.stream().map(BoundGpu::firmware).toList();
        List<String> versions = firmware.stream()
                .flatMap(one -> one.toOptional().stream())
                .map(Version::toString)
                .toList();
        return firmware.stream()
                .filter(Observed::isUnreadable)
                .findFirst()
                .map(one -> one.<String>lacking())
                .orElseGet(() -> versions.isEmpty() ? Observed.absent() : Observed.found(listed(versions)));
    }

    /** Order and repetition mean nothing. */
    private static String listed(List<String> items) {
        return items.isEmpty() ? "none" : String.join(" ", new TreeSet<>(items));
    }

    static List<Change> between(Machine before, Machine after) {
        return FACTS.stream()
                .flatMap(fact -> fact.change(fact.read.apply(before), fact.read.apply(after)).stream())
                .toList();
    }

    /** What became of one fact of that subject. */
    Optional<Change> change(Observed<?> before, Observed<?> after) {
        if (before.isFound() && after instanceof Unreadable<?> unreadable) {
            return Optional.of(told(
                    Kind.LOST_SIGHT,
                    text(before),
                    "",
                    " was " + text(before) + " and can't be read now: " + unreadable.reason() + "."));
        }
        if (before.isFound() && after.isAbsent()) {
            return Optional.of(told(Kind.GONE, text(before), "", " was " + text(before) + " and is gone."));
        }
        if (before.isAbsent() && after.isFound()) {
            return Optional.of(told(Kind.APPEARED, "", text(after), " is new: " + text(after) + "."));
        }
        if (!before.isFound() || !after.isFound() || before.toOptional().equals(after.toOptional())) {
            return Optional.empty();
        }
        Kind kind = direction(before.toOptional().get(), after.toOptional().get());
        String verb =
                switch (kind) {
                    case NEWER -> " moved up from ";
                    case OLDER -> " moved down from ";
                    default -> " changed from ";
                };
        return Optional.of(told(kind, text(before), text(after), verb + text(before) + " to " + text(after) + "."));
    }

    private Change told(Kind kind, String before, String after, String rest) {
        String subject = name.replaceFirst("^The ", "");
        boolean worse = vital && (kind == Kind.GONE || kind == Kind.OLDER || kind == Kind.LOST_SIGHT);
        return new Change(component, subject.equals(component) ? "" : subject, kind, before, after, worse, name + rest);
    }

    /** Versions move up or down, all else changes. */
    static Kind direction(Object before, Object after) {
        if (before instanceof Version old && after instanceof Version now) {
            return now.isBelow(old) ? Kind.OLDER : Kind.NEWER;
        }
        return Kind.CHANGED;
    }

    static String text(Observed<?> observed) {
        return observed.toOptional().map(Object::toString).orElse("unknown");
    }
}
