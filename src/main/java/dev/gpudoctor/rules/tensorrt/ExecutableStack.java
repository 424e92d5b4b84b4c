package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Optional;
import java.util.stream.Stream;

/** Newer C libraries refuse to load a library that asks for an executable stack. */
public final class ExecutableStack implements Rule<TensorRt> {
    @Override
    public String id() {
        return "tensorrt.library.executable-stack";
    }

    @Override
    public Scope<TensorRt> scope() {
        return Scope.TENSORRTS;
    }

    @Override
    public Judgement judge(Case<TensorRt> facts) {
        Optional<Library> asking = Stream.concat(Stream.of(facts.subject().main()), facts.subject().parts().stream())
                .filter(library -> library.executableStack().toOptional().orElse(false))
                .findFirst();
        return Judgement.failIf(asking.isPresent(), () -> Judgement.fail()
                .with("path", asking.get().path()));
    }
}
