package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Optional;

/** The toolkit's stub of libcuda serves linking only. */
public final class StubLoaded implements Rule<Machine> {
    /** CUDA_ERROR_STUB_LIBRARY. */
    private static final int STUB_LIBRARY = 34;

    @Override
    public String id() {
        return "cuda.libcuda.stub";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<Library> first =
                facts.machine().driverLibraries().libcuda().stream().findFirst();

        boolean mapped = facts.machine()
                .answers()
                .libcuda()
                .toOptional()
                .map(path -> path.contains("/stubs/"))
                .orElse(false);
        boolean ahead = first.map(library -> library.origin() == Origin.STUB).orElse(false);
        boolean told = facts.find(Needs.CU_INIT)
                .map(result -> result.code() == STUB_LIBRARY)
                .orElse(false);
        if (first.isEmpty() && !mapped && !told) {
            return Judgement.notApplicable("no libcuda here");
        }
        return Judgement.failIf(mapped || ahead || told, () -> Judgement.fail()
                .with("path", first.map(Library::path).orElse("libcuda.so.1")));
    }
}
