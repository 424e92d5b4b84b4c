package dev.gpudoctor.log;

import dev.gpudoctor.matrix.Matrix;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Works out what captured values imply: the release behind a soname, the capability behind sm_86 or a GPU's name. */
final class Derivation {
    private static final int CUDA_MAJOR = 1000;
    private static final int CUDA_MINOR = 10;
    private static final int CUDNN_MAJOR_8 = 1000;
    private static final int CUDNN_MAJOR_9 = 10_000;

    private final LibraryNames libraries;
    private final Matrix matrix;

    Derivation(LibraryNames libraries, Matrix matrix) {
        this.libraries = libraries;
        this.matrix = matrix;
    }

    Map<String, String> expand(Map<String, String> captured) {
        Map<String, String> values = new LinkedHashMap<>(captured);
        Optional.ofNullable(captured.get("soname"))
                .ifPresent(name -> libraries.read(name).forEach(values::putIfAbsent));
        Optional.ofNullable(captured.get("arch"))
                .flatMap(Derivation::capability)
                .ifPresent(capability -> values.putIfAbsent("capability", capability));
        Optional.ofNullable(captured.get("gpu"))
                .flatMap(this::capabilityOf)
                .ifPresent(capability -> values.putIfAbsent("capability", capability));
        Optional.ofNullable(captured.get("capability"))
                .flatMap(Derivation::capability)
                .ifPresent(capability -> values.put("capability", capability));
        number(captured, "cudaNumber", values, "driverCuda", CUDA_MAJOR, CUDA_MINOR);
        number(captured, "cudaHereNumber", values, "cudaHere", CUDA_MAJOR, CUDA_MINOR);
        number(captured, "cudnnNumber", values, "cudnnHere", CUDNN_MAJOR_8, 100);
        number(captured, "cudnnWantedNumber", values, "cudnnWanted", CUDNN_MAJOR_8, 100);
        Optional.ofNullable(captured.get("wheelCuda"))
                .flatMap(Derivation::ofWheel)
                .ifPresent(cuda -> values.putIfAbsent("torchCuda", cuda));
        major(values, "torchCuda");
        major(values, "cudaHere");
        major(values, "cudnnHere");
        return values;
    }

    private static void major(Map<String, String> values, String name) {
        Optional.ofNullable(values.get(name))
                .ifPresent(value -> values.putIfAbsent(name + "Major", value.split("\\.", 2)[0]));
    }

    /** CUDA counts 12040 for 12.4, cuDNN 8907 for 8.9.7 and 90100 for 9.1.0. */
    private static void number(
            Map<String, String> captured, String from, Map<String, String> values, String to, int major, int minor) {
        Optional.ofNullable(captured.get(from))
                .filter(text -> text.length() >= 4 && text.length() <= 6)
                .map(Integer::parseInt)
                .ifPresent(number -> values.putIfAbsent(
                        to, minor == CUDA_MINOR ? number / major + "." + number % major / minor : cudnn(number)));
    }

    private static String cudnn(int number) {
        int major = number >= CUDNN_MAJOR_9 ? CUDNN_MAJOR_9 : CUDNN_MAJOR_8;
        return number / major + "." + number % major / 100 + "." + number % 100;
    }

    /** {@code sm_86}, {@code compute_110a}, {@code 860}, {@code 8.6}. */
    static Optional<String> capability(String text) {
        if (text.matches("0x[0-9a-fA-F]0[0-9]")) {
            // TensorRT writes 8.9 as 0x809
            return Optional.of(Integer.parseInt(text.substring(2, 3), 16) + "." + text.charAt(4));
        }
        String digits = text.toLowerCase(Locale.ROOT).replaceAll("^(?:sm|compute|lto)_?|[af]$", "");
        if (digits.matches("\\d{1,2}\\.\\d")) {
            return Optional.of(digits);
        }
        if (!digits.matches("\\d{2,4}")) {
            return Optional.empty();
        }
        // ggml and Ollama write 8.6 as 860, 12.0 as 1200; nvcc as 86 and 120
        boolean tens = digits.endsWith("0") && digits.length() >= 3 && !digits.matches("1[0-2]\\d");
        String plain = tens ? digits.substring(0, digits.length() - 1) : digits;
        return Optional.of(plain.substring(0, plain.length() - 1) + "." + plain.charAt(plain.length() - 1));
    }

    private static Optional<String> ofWheel(String text) {
        return text.matches("\\d{3}")
                ? Optional.of(text.substring(0, 2) + "." + text.charAt(2))
                : text.matches("\\d{2}") ? Optional.of(text.charAt(0) + "." + text.charAt(1)) : Optional.empty();
    }

    private Optional<String> capabilityOf(String gpu) {
        return Stream.of(gpu, "GeForce " + gpu, "Tesla " + gpu, gpu + " GPU", "GeForce " + gpu + " GPU")
                .flatMap(name -> matrix.gpuByName(name).stream())
                .filter(product ->
                        !product.ambiguous() && product.capabilities().size() == 1)
                .map(product -> product.capabilities().get(0).toString())
                .findFirst();
    }
}
