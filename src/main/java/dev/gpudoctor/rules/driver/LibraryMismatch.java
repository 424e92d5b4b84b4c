package dev.gpudoctor.rules.driver;

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
import java.util.stream.Stream;

/** Kernel module and user-mode libraries of the driver must be of the same release. */
public final class LibraryMismatch implements Rule<Machine> {
    /** NVML_ERROR_LIB_RM_VERSION_MISMATCH. */
    private static final int MISMATCH = 18;

    @Override
    public String id() {
        return "driver.module.library-mismatch";
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
    public List<String> followsFrom() {
        return List.of("container.image.driver-inside", "driver.installers.mixed");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Version module = facts.get(Needs.LOADED_MODULE);
        Optional<Library> stray = libraries(facts.machine())
                .filter(library -> library.version()
                        .toOptional()
                        .map(version -> DriverLaw.partOf(module, version).isForbidden())
                        .orElse(false))
                .findFirst();
        boolean told = facts.find(Needs.NVML_INIT)
                .map(result -> result.code() == MISMATCH)
                .orElse(false);
        return Judgement.failIf(stray.isPresent() || told, () -> Judgement.fail()
                .with("module", module)
                .with(
                        "library",
                        stray.flatMap(library -> library.version().toOptional())
                                .map(Version::toString)
                                .orElse("of another release"))
                .with("cure", cure(facts, module, stray))
                .seenIn(facts.observed(Needs.LOADED_MODULE).evidence())
                .seenIn(stray.map(library -> library.version().evidence()).orElse(List.of()))
                .seenIn(facts.observed(Needs.NVML_INIT).evidence()));
    }

    /** The copies that the loader takes; stubs and compatibility packages are judged elsewhere. */
    private static Stream<Library> libraries(Machine machine) {
        Stream<Library> libcuda = machine.driverLibraries().libcuda().stream()
                .filter(library -> library.origin() != Origin.STUB && library.origin() != Origin.COMPAT)
                .limit(1);
        return Stream.concat(libcuda, machine.driverLibraries().nvml().stream().limit(1));
    }

    private static String cure(Case<Machine> facts, Version module, Optional<Library> stray) {
        if (Surroundings.isContainer(facts.machine())) {
            return "the module is the host's, so the library in this container is the stray part";
        }
        if (Surroundings.isImageOnHost(facts.machine())) {
            return "the module is the host's, so the library in the image is the stray part";
        }
        Optional<Version> onDisk = facts.find(Needs.INSTALLED_MODULE);
        if (onDisk.isEmpty()) {
            return "the module on disk could not be read";
        }
        if (DriverLaw.partOf(onDisk.get(), module).isSupported()) {
            return "the module on disk is the one that runs, so the libraries are the stray part";
        }
        return stray.flatMap(library -> library.version().toOptional()).equals(onDisk)
                ? "the module on disk fits the libraries, so a restart is enough"
                : "the module on disk is " + onDisk.get() + ", so the installation itself is mixed";
    }
}
