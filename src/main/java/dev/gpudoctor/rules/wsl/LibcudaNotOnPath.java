package dev.gpudoctor.rules.wsl;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** Inside WSL the loader must search the folder that Windows fills. */
public final class LibcudaNotOnPath implements Rule<Machine> {
    private static final Need<Object, List<Library>> UNREACHABLE = Need.ofMachine(
            "libraries off the path", machine -> machine.driverLibraries().unreachable());

    @Override
    public String id() {
        return "wsl.libcuda.not-on-path";
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
    public List<String> followsFrom() {
        return List.of("wsl.driver.linux-inside");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isWsl(facts.machine())) {
            return Judgement.notApplicable("this is not WSL");
        }

        boolean hidden = facts.get(UNREACHABLE).stream()
                .anyMatch(library -> library.path().startsWith("/usr/lib/wsl/"));
        boolean none = facts.machine().driverLibraries().libcuda().stream()
                .noneMatch(library -> library.origin() == Origin.WSL);
        return Judgement.failIf(hidden && none, Judgement::fail);
    }
}
