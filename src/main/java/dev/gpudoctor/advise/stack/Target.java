package dev.gpudoctor.advise.stack;

import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The machine the stack is for: this one, or the one that wishes describe.
 *
 * @param gpus each with the words that state it
 * @param driver with the words that state it
 * @param system such as {@code linux-x86_64}
 * @param module for a Jetson its row
 * @param isElsewhere whether another machine than this is asked about
 */
record Target(
        List<Stated<GpuPart>> gpus,
        Optional<Stated<Version>> driver,
        String system,
        Optional<JetsonModule> module,
        Optional<Version> jetPack,
        Platform numbers,
        Optional<Stated<String>> os,
        boolean isElsewhere,
        KnownMachine here) {
    /**
     * Something about the machine.
     *
     * @param isWish whether the user said it
     */
    record Stated<T>(String text, T value, boolean isWish) {}

    private static final String DEFAULT_SYSTEM = "linux-x86_64";

    static Target of(List<Wish> wishes, KnownMachine here, Matrix matrix) throws WishException {
        Optional<Wish> gpuWish = wish(wishes, "gpu");
        Optional<Wish> driverWish = wish(wishes, "driver");
        Optional<Wish> platform = wish(wishes, "platform");
        boolean elsewhere = gpuWish.isPresent() || platform.isPresent();
        KnownMachine known = elsewhere ? KnownMachine.UNKNOWN : here;
        List<Stated<GpuPart>> gpus = new ArrayList<>();
        Optional<JetsonModule> module = Optional.empty();
        if (gpuWish.isPresent()) {
            GpuNames.Match.One named = gpu(gpuWish.get().value(), matrix);
            module = named.module();
            gpus.add(new Stated<>(
                    gpuWish.get().text(), new GpuPart(named.name(), named.capability(), named.dataCenter()), true));
        }
        known.gpus().forEach(gpu -> gpus.add(new Stated<>("this machine's GPU: " + gpu.label(), gpu, false)));
        String system = known.system().orElse(DEFAULT_SYSTEM);
        if (platform.isPresent()) {
            String value = platform.get().value();
            if (value.startsWith("jetson")) {
                module = Optional.of(module(value, matrix));
            } else {
                system = system(value);
            }
        } else if (known.module().isPresent()) {
            module = moduleByName(known.module().get(), matrix);
        }
        if (module.isPresent() && driverWish.isPresent()) {
            throw new WishException("the driver of a " + module.get().name() + " comes with its JetPack: instead of "
                    + driverWish.get().text() + " name that, such as jetpack=6.2");
        }
        Optional<Stated<Version>> driver = driverWish.isPresent()
                ? Optional.of(new Stated<>(driverWish.get().text(), driver(driverWish.get(), matrix), true))
                : known.driver().map(version -> new Stated<>("this machine's driver " + version, version, false));
        if (module.isPresent()) {
            gpus.clear();
            gpus.add(new Stated<>(
                    platform.or(() -> gpuWish)
                            .map(Wish::text)
                            .orElse("this machine: " + module.get().name()),
                    new GpuPart(module.get().name(), module.get().capability(), false),
                    platform.isPresent() || gpuWish.isPresent()));
        }
        return new Target(
                List.copyOf(gpus),
                driver,
                module.isPresent() ? "jetpack" : system,
                module,
                known.jetPack(),
                known.numbers(),
                wish(wishes, "os")
                        .map(wish -> new Stated<>(wish.text(), wish.value(), true))
                        .or(() -> known.os().map(name -> new Stated<>("this machine's system " + name, name, false))),
                elsewhere,
                known);
    }

    private static Optional<Wish> wish(List<Wish> wishes, String subject) {
        return wishes.stream().filter(wish -> wish.subject().equals(subject)).findFirst();
    }

    private static GpuNames.Match.One gpu(String text, Matrix matrix) throws WishException {
        GpuNames.Match match = new GpuNames(matrix).find(text);
        if (match instanceof GpuNames.Match.Several several) {
            throw new WishException("'" + text + "' can be " + String.join(", ", several.candidates())
                    + ": name one, or its compute capability (gpu=8.6)");
        }
        if (match instanceof GpuNames.Match.None none) {
            throw new WishException("no GPU is called '" + text + "'"
                    + (none.near().isEmpty() ? "" : "; did you mean " + String.join(", ", none.near()) + "?")
                    + " ('gpudoctor matrix show gpus' names all; a compute capability serves too: gpu=8.6)");
        }
        GpuNames.Match.One one = (GpuNames.Match.One) match;
        if (matrix.capability(one.capability()).isEmpty()) {
            throw new WishException("no GPU of compute capability " + one.capability() + " is known; there are "
                    + matrix.rows(Subject.CAPABILITIES).stream()
                            .map(row -> row.capability().toString())
                            .collect(Collectors.joining(", ")));
        }
        return one;
    }

    /** A branch alone stands for its newest release. */
    private static Version driver(Wish wish, Matrix matrix) throws WishException {
        Version stated = Version.parse(wish.value())
                .orElseThrow(() -> new WishException("not a driver version: '" + wish.text() + "'"));
        return stated.precision() > 1
                ? stated
                : matrix.driverBranch(stated, Platform.LINUX)
                        .flatMap(row -> row.latestLinux())
                        .orElse(stated);
    }

    private static String system(String value) throws WishException {
        return switch (value) {
            case "linux-x86_64", "x86_64", "amd64" -> DEFAULT_SYSTEM;
            case "linux-aarch64", "aarch64", "arm64", "sbsa" -> "linux-aarch64";
            case "windows-x86_64", "windows" -> "windows-x86_64";
            default ->
                throw new WishException(
                        "platform is linux-x86_64, linux-aarch64, windows-x86_64 or jetson-NAME, not '" + value + "'");
        };
    }

    private static JetsonModule module(String slug, Matrix matrix) throws WishException {
        return new GpuNames(matrix)
                .module(slug)
                .orElseThrow(() -> new WishException("no Jetson is called '" + slug + "': "
                        + matrix.rows(Subject.JETSON_MODULES).stream()
                                .map(row -> slug(row.name()))
                                .collect(Collectors.joining(", "))));
    }

    private static Optional<JetsonModule> moduleByName(String name, Matrix matrix) {
        return matrix.rows(Subject.JETSON_MODULES).stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .or(() -> new GpuNames(matrix).module(name));
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
