package dev.gpudoctor.advise.stack;

import dev.gpudoctor.matrix.GpuProduct;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        Here here) {
    /**
     * Something about the machine.
     *
     * @param isWish whether the user said it
     */
    record Stated<T>(String text, T value, boolean isWish) {}

    private static final String DEFAULT_SYSTEM = "linux-x86_64";

    static Target of(List<Wish> wishes, Here here, Matrix matrix) throws WishException {
        Optional<Wish> gpuWish = wish(wishes, "gpu");
        Optional<Wish> driverWish = wish(wishes, "driver");
        Optional<Wish> platform = wish(wishes, "platform");
        boolean elsewhere = gpuWish.isPresent() || platform.isPresent();
        Here known = elsewhere ? Here.NOWHERE : here;
        List<Stated<GpuPart>> gpus = new ArrayList<>();
        if (gpuWish.isPresent()) {
            gpus.add(new Stated<>(gpuWish.get().text(), gpu(gpuWish.get().value(), matrix), true));
        }
        known.gpus().forEach(gpu -> gpus.add(new Stated<>("this machine's GPU: " + gpu.label(), gpu, false)));
        Optional<JetsonModule> module = Optional.empty();
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
        Optional<Stated<Version>> driver = driverWish.isPresent()
                ? Optional.of(new Stated<>(driverWish.get().text(), driver(driverWish.get(), matrix), true))
                : known.driver().map(version -> new Stated<>("this machine's driver " + version, version, false));
        if (module.isPresent()) {
            gpus.clear();
            gpus.add(new Stated<>(
                    platform.map(Wish::text)
                            .orElse("this machine: " + module.get().name()),
                    new GpuPart(module.get().name(), module.get().capability(), false),
                    platform.isPresent()));
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

    private static GpuPart gpu(String text, Matrix matrix) throws WishException {
        Optional<ComputeCapability> capability = ComputeCapability.parse(text);
        if (capability.isPresent()) {
            return new GpuPart("", capability.get(), false);
        }
        GpuProduct product = matrix.gpuByName(text)
                .orElseThrow(() -> new WishException("no GPU is called '" + text
                        + "' in the matrix; name it as the driver does, or give its compute capability (gpu=8.6)"));
        if (product.capabilities().size() != 1) {
            throw new WishException("'" + text + "' stands for several chips: give one of the compute capabilities "
                    + product.capabilities());
        }
        return new GpuPart(
                product.name(), product.capabilities().get(0), product.segment() == GpuProduct.Segment.DATACENTER);
    }

    /** A branch alone stands for its newest release. */
    private static Version driver(Wish wish, Matrix matrix) throws WishException {
        Version stated = Version.parse(wish.value())
                .orElseThrow(() -> new WishException("not a driver version: '" + wish.text() + "'"));
        return stated.precision() > 1
                ? stated
                : matrix.driverBranch(stated.major())
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
        List<JetsonModule> all = matrix.rows(Subject.JETSON_MODULES);
        return all.stream()
                .filter(row -> slug(row.name()).equals(slug))
                .findFirst()
                .or(() -> all.stream()
                        .filter(row -> slug(row.name()).startsWith(slug))
                        .findFirst())
                .orElseThrow(() -> new WishException("no Jetson is called '" + slug + "': "
                        + String.join(
                                ", ", all.stream().map(row -> slug(row.name())).toList())));
    }

    private static Optional<JetsonModule> moduleByName(String name, Matrix matrix) {
        String wanted = slug(name);
        return matrix.rows(Subject.JETSON_MODULES).stream()
                .filter(row ->
                        wanted.contains(slug(row.name())) || slug(row.name()).contains(wanted))
                .findFirst();
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
