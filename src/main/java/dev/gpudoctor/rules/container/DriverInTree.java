package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A tree of files without a kernel is an image, and an image must not bring a driver. */
public final class DriverInTree implements Rule<Machine> {
    private static final Set<Origin> INSIDE = Set.of(Origin.SYSTEM_PACKAGE, Origin.DRIVER, Origin.OTHER);
    private static final Pattern PACKAGE = Pattern.compile(
            "libnvidia-compute-\\d+(?:-server)?|libcuda1|nvidia-utils-\\d+(?:-server)?|nvidia-driver-libs"
                    + "|nvidia-driver-\\d+.*|libnvidia-ml1");

    @Override
    public String id() {
        return "container.image.has-driver";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.DRIVER_LIBRARIES.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isLive(machine) || Surroundings.isImageOnHost(machine)) {
            return Judgement.notApplicable("this is no tree of files of its own");
        }
        if (!Surroundings.isImage(machine)) {
            return Judgement.notApplicable("the tree has kernel modules, so it is a machine's own system");
        }
        Optional<Library> inside = Stream.concat(
                        machine.driverLibraries().libcuda().stream(), machine.driverLibraries().nvml().stream())
                .filter(library -> INSIDE.contains(library.origin()))
                .filter(library -> library.version().isFound())
                .findFirst();
        Optional<SystemPackage> named = machine.packages().toOptional().orElse(List.of()).stream()
                .filter(item -> PACKAGE.matcher(item.name()).matches())
                .findFirst();
        return Judgement.failIf(inside.isPresent() || named.isPresent(), () -> Judgement.fail()
                .with(
                        "what",
                        inside.map(library -> library.path() + " of driver "
                                        + library.version()
                                                .toOptional()
                                                .map(Version::toString)
                                                .orElse(""))
                                .orElseGet(() ->
                                        "the package " + named.orElseThrow().name() + " "
                                                + named.orElseThrow().version()))
                .seenIn(inside.map(library -> library.version().evidence()).orElse(List.of())));
    }
}
