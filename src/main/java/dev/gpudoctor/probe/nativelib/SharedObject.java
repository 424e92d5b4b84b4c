package dev.gpudoctor.probe.nativelib;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.Optional;

/**
 * A library opened with the loader's own {@code dlopen}, lazily and for itself alone: JNA's way would make its symbols
 * global, so that a second cuDNN would bind to the first one's functions, and would add its own search to the error.
 */
final class SharedObject {
    private final Pointer handle;
    private final String file;

    private SharedObject(Pointer handle, String file) {
        this.handle = handle;
        this.file = file;
    }

    /**
     * Opens a library.
     *
     * @param name soname, which the loader looks for, or an absolute path
     * @throws NotLoadedException with the loader's own words
     */
    static SharedObject open(String name) throws NotLoadedException {
        DynamicLoader loader = DynamicLoader.system();
        Optional<Pointer> opened = loader.open(name);
        if (opened.isEmpty()) {
            throw new NotLoadedException(loader.lastError());
        }
        Pointer handle = opened.get();
        return new SharedObject(handle, loader.file(handle).orElse(name));
    }

    /** The file that was mapped for it, or the name it was asked for by where the kernel does not say. */
    String file() {
        return file;
    }

    boolean has(String function) {
        return DynamicLoader.system().symbol(handle, function).isPresent();
    }

    /** Calls a function that {@link #has} has found, with whole numbers, pointers and arrays for C to fill. */
    int call(String function, Object... arguments) {
        return function(function).invokeInt(arguments);
    }

    /** The same for a function that returns {@code size_t}. */
    long callLong(String function, Object... arguments) {
        return function(function).invokeLong(arguments);
    }

    private Function function(String name) {
        return Function.getFunction(DynamicLoader.system().symbol(handle, name).orElseThrow());
    }

    /** The loader refused a library. */
    static final class NotLoadedException extends Exception {
        private static final long serialVersionUID = 1;

        NotLoadedException(String message) {
            super(message);
        }
    }
}
