package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** The loader must search the folder of the board's driver libraries. */
public final class LibrariesNotOnPath implements Rule<Machine> {
    private static final Need<Object, List<Library>> UNREACHABLE = Need.ofMachine(
            "libraries off the path", machine -> machine.driverLibraries().unreachable());

    @Override
    public String id() {
        return "jetson.libraries.not-on-path";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(UNREACHABLE);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        Optional<Library> hidden = facts.get(UNREACHABLE).stream()
                .filter(library -> library.name().startsWith("libcuda"))
                .findFirst();
        return Judgement.failIf(
                hidden.isPresent() && !Surroundings.hasDriverLibraries(facts.machine()),
                () -> Judgement.fail().with("path", hidden.get().path()));
    }
}
