package dev.gpudoctor.smoke.worker;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;

/** One of the vendor's C libraries, opened by its absolute path and no other. */
final class VendorLibrary {
    /** Lazy, so that a function nobody calls may be missing; global, as a linked program would have it. */
    private static final int RTLD_LAZY_GLOBAL = 0x101;

    private static final int SUCCESS = 0;

    private final NativeLibrary library;
    private final String family;

    private VendorLibrary(NativeLibrary library, String family) {
        this.library = library;
        this.family = family;
    }

    /**
     * Opens it.
     *
     * @param family whose error codes its calls return
     * @throws LayerFault with the loader's own words, if it cannot be loaded
     */
    static VendorLibrary open(String path, String family) throws LayerFault {
        try {
            return new VendorLibrary(
                    NativeLibrary.getInstance(path, Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY_GLOBAL)), family);
        } catch (UnsatisfiedLinkError e) {
            throw new LayerFault(loaderMessage(String.valueOf(e.getMessage())));
        }
    }

    /** JNA puts a line of its own before the loader's message and its own search behind it. */
    private static String loaderMessage(String message) {
        return message.lines()
                .filter(line -> !line.startsWith("Unable to load library"))
                .findFirst()
                .orElse(message);
    }

    /** Calls a function that returns a status. */
    void call(String name, Object... arguments) throws LayerFault {
        int status = function(name).invokeInt(arguments);
        if (status != SUCCESS) {
            throw fault(name, status);
        }
    }

    /** Whether the library has that function. */
    boolean has(String name) {
        try {
            return Pointer.nativeValue(library.getFunction(name)) != 0;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** Calls a function that returns a number. */
    long number(String name, Object... arguments) throws LayerFault {
        return function(name).invokeLong(arguments);
    }

    /** A handle that a function writes to its first argument. */
    Pointer handle(String name) throws LayerFault {
        PointerByReference handle = new PointerByReference();
        call(name, handle);
        return handle.getValue();
    }

    private Function function(String name) throws LayerFault {
        try {
            return library.getFunction(name);
        } catch (UnsatisfiedLinkError e) {
            throw new LayerFault(library.getName() + " has no function " + name);
        }
    }

    private CallFault fault(String function, int status) {
        return switch (family) {
            case "cuda" ->
                new CallFault(
                        family,
                        function,
                        status,
                        driverText("cuGetErrorName", status),
                        driverText("cuGetErrorString", status));
            case "cudart" ->
                new CallFault(
                        family, function, status, text("cudaGetErrorName", status), text("cudaGetErrorString", status));
            case "cudnn" -> new CallFault(family, function, status, text("cudnnGetErrorString", status), "");
            default -> new CallFault(family, function, status, text("cublasGetStatusName", status), "");
        };
    }

    private String driverText(String name, int code) {
        try {
            PointerByReference text = new PointerByReference();
            library.getFunction(name).invokeInt(new Object[] {code, text});
            return text(text.getValue());
        } catch (UnsatisfiedLinkError e) {
            // An old driver without that call: the number has to do.
            return "";
        }
    }

    private String text(String name, int code) {
        try {
            return text(library.getFunction(name).invokePointer(new Object[] {code}));
        } catch (UnsatisfiedLinkError e) {
            // An old library without that call: the number has to do.
            return "";
        }
    }

    private static String text(Pointer text) {
        return text == null ? "" : text.getString(0);
    }

    /** An int that a function writes. */
    int integer(String name, Object... rest) throws LayerFault {
        IntByReference value = new IntByReference();
        Object[] arguments = new Object[rest.length + 1];
        arguments[0] = value;
        System.arraycopy(rest, 0, arguments, 1, rest.length);
        call(name, arguments);
        return value.getValue();
    }
}
