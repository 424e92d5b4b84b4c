package dev.gpudoctor.probe.nativelib;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The question that comes before all others of a library: can it be loaded, and which file is it then? */
final class LibraryOpening {
    private final GuardedCalls calls;

    LibraryOpening(GuardedCalls calls) {
        this.calls = calls;
    }

    /** @param name soname or absolute path */
    Optional<SharedObject> open(String name) {
        List<SharedObject> opened = new ArrayList<>(1);
        calls.ask(Question.open(name), () -> {
            try {
                SharedObject library = SharedObject.open(name);
                opened.add(library);
                return Reply.loaded(library.file());
            } catch (SharedObject.NotLoadedException e) {
                return Reply.notLoaded(String.valueOf(e.getMessage()));
            }
        });
        return opened.stream().findFirst();
    }
}
