package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A library runs only on a C library at least as new as the one it was built for. */
public final class GlibcTooOld implements Rule<Machine> {
    private static final Need<Object, Version> HERE =
            Need.ofMachine("C library", machine -> machine.os().libc());

    @Override
    public String id() {
        return "env.glibc.too-old";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(HERE);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Version here = facts.get(HERE);
        List<Library> wanting = StackLibraries.of(facts.machine())
                .filter(library -> library.wants("GLIBC").map(here::isBelow).orElse(false))
                .toList();
        return Judgement.failIf(!wanting.isEmpty(), () -> Judgement.fail()
                .with("here", here)
                .with("library", wanting.get(0).path())
                .with("wanted", wanting.get(0).wants("GLIBC").orElseThrow())
                .seenIn(facts.observed(HERE).evidence()));
    }
}
