package dev.gpudoctor.probe.nativelib;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** The system's own {@code dlopen} and its kin. */
final class DynamicLoader {
    private static final int RTLD_LAZY = 1;
    private static final int RTLD_DI_LINKMAP = 2;
    /** Place of {@code l_ld}, the address of the dynamic section, in the loader's {@code struct link_map}. */
    private static final long DYNAMIC_SECTION = 2L * Long.BYTES;

    private static final DynamicLoader SYSTEM = new DynamicLoader(NativeLibrary.getProcess());

    private final Function open;
    private final Function error;
    private final Function symbol;
    private final Function info;

    /**
     * Fails once on purpose: the JVM looks up each native method by {@code dlsym} when it is first called, and such a
     * look-up between a failure and the question for its reason would wipe the reason out.
     */
    private DynamicLoader(NativeLibrary process) {
        this.open = process.getFunction("dlopen", Function.C_CONVENTION, "UTF-8");
        this.error = process.getFunction("dlerror", Function.C_CONVENTION, "UTF-8");
        this.symbol = process.getFunction("dlsym", Function.C_CONVENTION, "UTF-8");
        this.info = process.getFunction("dlinfo", Function.C_CONVENTION, "UTF-8");
        open("/dev/null/not-a-library");
        lastError();
    }

    static DynamicLoader system() {
        return SYSTEM;
    }

    /** Binds lazily, and for this library alone; empty if the loader refused it. */
    Optional<Pointer> open(String name) {
        return Optional.ofNullable(open.invokePointer(new Object[] {name, RTLD_LAZY}));
    }

    /** Why the last call failed; a look-up in between has taken the loader's words away. */
    String lastError() {
        return Optional.ofNullable(error.invokeString(new Object[0], false)).orElse("it gave no reason");
    }

    Optional<Pointer> symbol(Pointer handle, String name) {
        return Optional.ofNullable(symbol.invokePointer(new Object[] {handle, name}));
    }

    /** The file behind a handle, as the kernel mapped it. */
    Optional<String> file(Pointer handle) {
        PointerByReference map = new PointerByReference();
        if (info.invokeInt(new Object[] {handle, RTLD_DI_LINKMAP, map}) != 0) {
            return Optional.empty();
        }
        long address = Pointer.nativeValue(map.getValue().getPointer(DYNAMIC_SECTION));
        return MappedFiles.ofThisProcess().at(address);
    }
}
