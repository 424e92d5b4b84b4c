package dev.gpudoctor.rules.container;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
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
import java.util.stream.Stream;

/** Driver libraries belong to the host; a copy inside an image is of another release sooner or later. */
public final class DriverInsideImage implements Rule<Machine> {
    private static final Set<Origin> INSIDE = Set.of(Origin.SYSTEM_PACKAGE, Origin.DRIVER, Origin.OTHER);

    @Override
    public String id() {
        return "container.image.driver-inside";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.LOADED_MODULE);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isContainer(facts.machine()) && !Surroundings.isImageOnHost(facts.machine())) {
            return Judgement.notApplicable("this is no container");
        }

        Version module = facts.get(Needs.LOADED_MODULE);
        Optional<Library> inside = Stream.concat(
                        facts.machine().driverLibraries().libcuda().stream(),
                        facts.machine().driverLibraries().nvml().stream())
                .filter(library -> INSIDE.contains(library.origin()))
                .filter(library -> library.version()
                        .toOptional()
                        .map(version -> DriverLaw.partOf(module, version).isForbidden())
                        .orElse(false))
                .findFirst();
        return Judgement.failIf(inside.isPresent(), () -> Judgement.fail()
                .with("path", inside.get().path())
                .with(
                        "release",
                        inside.get()
                                .version()
                                .toOptional()
                                .map(Version::toString)
                                .orElse(""))
                .with("module", module));
    }
}
