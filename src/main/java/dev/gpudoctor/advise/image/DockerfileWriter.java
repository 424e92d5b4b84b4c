package dev.gpudoctor.advise.image;

import dev.gpudoctor.advise.stack.AptNames;
import dev.gpudoctor.advise.stack.Installation;
import dev.gpudoctor.advise.stack.Stack;
import dev.gpudoctor.advise.stack.SystemPart;
import dev.gpudoctor.advise.stack.SystemRules;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.SystemLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a Dockerfile for a stack: pinned base, exact versions held, no driver, one CUDA. The same stack gives the same text. */
public final class DockerfileWriter {
    /** Which way the stack gets into the image. */
    public enum Kind {
        /** An image of NVIDIA's registry that holds the whole stack. */
        NGC,
        /** A CUDA image with packages of NVIDIA's repository. */
        CUDA,
        /** A Python image with wheels that bring their own CUDA. */
        WHEELS,
        /** A CUDA image with what running an existing engine takes. */
        RUNTIME,
        /** An image for the Jetson's JetPack. */
        JETSON
    }

    private static final String VENV = "/opt/venv";
    private static final List<String> PYTHON_PACKAGES = List.of("python3", "python3-pip", "python3-venv");

    private final Matrix matrix;

    public DockerfileWriter(Matrix matrix) {
        this.matrix = matrix;
    }

    /** The kind that suits a stack when none was asked for. */
    public Kind kindFor(Stack stack) {
        if (stack.part("jetpack", JetPackRelease.class).isPresent()) {
            return Kind.JETSON;
        }
        boolean wheels = stack.parts().values().stream()
                        .anyMatch(part -> part.as(FrameworkBuild.class).isPresent())
                && stack.install().steps().stream()
                        .noneMatch(step -> step.argv().contains("apt-get"));
        return wheels ? Kind.WHEELS : Kind.CUDA;
    }

    /**
     * Writes the file.
     *
     * @param wishes what was asked for, for the comment at the top
     * @throws NoImageException if the matrix has no base image for the stack
     */
    public String write(Stack stack, Kind kind, List<String> wishes) throws NoImageException {
        List<String> lines = head(wishes);
        switch (kind) {
            case NGC -> throw new NoImageException("an image of NVIDIA's registry is chosen by what it holds");
            case CUDA -> cuda(stack, lines);
            case WHEELS -> wheels(stack, lines);
            case RUNTIME -> runtime(stack, lines);
            case JETSON -> jetson(stack, lines);
        }
        return String.join("\n", lines) + "\n";
    }

    /** A Dockerfile on an image that already holds everything. */
    public String write(Image image, List<String> wishes) {
        List<String> lines = head(wishes);
        from(image.reference(), lines);
        List<String> labels = new ArrayList<>();
        labels.add(label("org.opencontainers.image.base.name", image.reference()));
        image.cuda().ifPresent(version -> labels.add(label("dev.gpudoctor.stack.cuda", version)));
        image.cudnn().ifPresent(version -> labels.add(label("dev.gpudoctor.stack.cudnn", version)));
        image.tensorRt().ifPresent(version -> labels.add(label("dev.gpudoctor.stack.tensorrt", version)));
        image.frameworkVersion()
                .ifPresent(version -> labels.add(label(
                        "dev.gpudoctor.stack."
                                + image.framework()
                                        .orElse("framework")
                                        .toLowerCase(Locale.ROOT)
                                        .replace(' ', '-'),
                        version)));
        lines.add("LABEL " + String.join(" \\\n      ", labels));
        environment(lines);
        return String.join("\n", lines) + "\n";
    }

    private static String label(String name, Object value) {
        return name + "=\"" + value + "\"";
    }

    private List<String> head(List<String> wishes) {
        List<String> lines = new ArrayList<>();
        lines.add("# Made by gpudoctor dockerfile from matrix "
                + matrix.manifest().dataVersion() + " as of "
                + matrix.manifest().asOf() + ".");
        lines.add("# Asked for: "
                + wishes.stream().map(DockerfileWriter::printable).collect(Collectors.joining(" ")));
        lines.add("# The driver stays on the host; gpudoctor images shows how to start it.");
        return lines;
    }

    private static String printable(String wish) {
        return wish.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }

    private void jetson(Stack stack, List<String> lines) throws NoImageException {
        JetPackRelease jetPack = stack.part("jetpack", JetPackRelease.class)
                .orElseThrow(() -> new NoImageException("the stack is not for a Jetson"));
        String image = stack.install().images().stream()
                .findFirst()
                .or(() -> jetPackImages()
                        .filter(row ->
                                row.jetPack().filter(jetPack.name()::equals).isPresent())
                        .map(Image::reference)
                        .findFirst())
                .orElseThrow(() -> new NoImageException("the matrix has no image for JetPack " + jetPack.name()
                        + "; ask for one of jetpack="
                        + jetPackImages()
                                .flatMap(row -> row.jetPack().stream())
                                .distinct()
                                .collect(Collectors.joining(", "))));
        from(image, lines);
        labels(stack, image, true, Optional.empty(), lines);
        environment(lines);
    }

    private Stream<Image> jetPackImages() {
        return matrix.rows(Subject.L4T_IMAGES).stream()
                .filter(row -> row.repository().endsWith("/l4t-jetpack"));
    }

    private void wheels(Stack stack, List<String> lines) throws NoImageException {
        Version python =
                stack.part("python", Version.class).orElseThrow(() -> new NoImageException("the stack has no Python"));
        Optional<SystemPart> system = stack.part("os", SystemPart.class);
        if (system.isPresent()) {
            wheelsOn(system.get(), python, stack, lines);
            return;
        }
        String image = "python:" + python + "-slim";
        from(image, lines);
        labels(stack, image, true, Optional.empty(), lines);
        environment(lines);
        pip(stack, "python -m pip", lines);
    }

    /** The Python images are Debian's: another system serves with its own Python. */
    private void wheelsOn(SystemPart system, Version python, Stack stack, List<String> lines) throws NoImageException {
        Optional<Version> own = SystemRules.python(system.name(), matrix);
        if (own.filter(python::isWithin).isEmpty()) {
            throw new NoImageException("Python " + python + " does not come with " + system.name()
                    + ": leave out os, or ask for its own Python");
        }
        String image = system.distribution() + ":" + system.release().orElseThrow();
        from(image, lines);
        labels(stack, image, true, Optional.empty(), lines);
        environment(lines);
        apt(List.of(), PYTHON_PACKAGES, lines);
        venv(stack, lines);
    }

    private static void venv(Stack stack, List<String> lines) {
        lines.add("RUN python3 -m venv " + VENV);
        lines.add("ENV PATH=" + VENV + "/bin:$PATH");
        pip(stack, VENV + "/bin/python -m pip", lines);
    }

    private void cuda(Stack stack, List<String> lines) throws NoImageException {
        boolean framework = stack.parts().values().stream()
                .anyMatch(part -> part.as(FrameworkBuild.class).isPresent());
        Image base = base(stack, List.of("cudnn-runtime", "runtime", "base"), framework);
        start(base, stack, lines);
        List<String> packages = cudnn(stack, base);
        stack.part("tensorrt", TensorRtRelease.class)
                .ifPresent(release ->
                        packages.addAll(AptNames.tensorRt(release, base.cuda().orElseThrow(), matrix)));
        apt(packages, framework ? PYTHON_PACKAGES : List.of(), lines);
        if (framework) {
            venv(stack, lines);
        }
    }

    /** The libraries that load an engine, without builder and parser. */
    private void runtime(Stack stack, List<String> lines) throws NoImageException {
        TensorRtRelease release = stack.part("tensorrt", TensorRtRelease.class)
                .orElseThrow(
                        () -> new NoImageException("an engine needs TensorRT: ask for the release it was built with"));
        boolean alone = stack.part("cudnn", CudnnRelease.class).isEmpty();
        Image base = base(stack, alone ? List.of("base", "runtime") : List.of("cudnn-runtime", "runtime"), false);
        start(base, stack, lines);
        List<String> packages = cudnn(stack, base);
        AptNames.tensorRt(release, base.cuda().orElseThrow(), matrix).stream()
                .filter(name -> !name.startsWith("libnvonnxparsers"))
                .forEach(packages::add);
        apt(packages, List.of(), lines);
    }

    /** The package of the stack's cuDNN where the image does not hold it already. */
    private List<String> cudnn(Stack stack, Image base) {
        List<String> packages = new ArrayList<>();
        stack.part("cudnn", CudnnRelease.class)
                .filter(release -> base.cudnn().isEmpty())
                .ifPresent(release ->
                        packages.add(AptNames.cudnn(release, base.cuda().orElseThrow(), matrix)));
        return packages;
    }

    /** An image with a cuDNN of its own serves only for that cuDNN: the package in it is held. */
    private static boolean hasNoOtherCudnn(Image image, Stack stack) {
        boolean without = !image.flavour().orElse("").startsWith("cudnn");
        return without
                || image.cudnn()
                        .filter(version -> stack.part("cudnn", CudnnRelease.class)
                                .filter(release ->
                                        version.isWithin(release.version().prefix(2)))
                                .isPresent())
                        .isPresent();
    }

    private void start(Image base, Stack stack, List<String> lines) {
        boolean ended = new SystemLaw(matrix).isServed(base.os().orElse("")).isForbidden();
        if (ended) {
            lines.add("# gpudoctor: ignore=docker.image.os-ended CUDA "
                    + base.cuda().orElseThrow() + " has no image on a newer system that fits");
        }
        from(base.reference(), lines);
        labels(stack, base.reference(), false, base.cudnn(), lines);
        environment(lines);
    }

    /**
     * The CUDA image of the stack's CUDA: first the wanted flavour, then the system whose own Python serves the framework,
     * then the newest update of the minor, then the newest system.
     */
    private Image base(Stack stack, List<String> flavours, boolean needsPython) throws NoImageException {
        Version minor =
                stack.part("cuda", CudaRelease.class).orElseThrow().version().prefix(2);
        return matrix.rows(Subject.CUDA_IMAGES).stream()
                .filter(group -> group.release().isWithin(minor) && group.status() != Image.Status.DELISTED)
                .flatMap(group -> group.images().stream())
                .filter(image -> image.os().filter(os -> isMeant(os, stack)).isPresent())
                .filter(image -> rank(image, flavours) < flavours.size() && hasNoOtherCudnn(image, stack))
                .filter(image -> !needsPython || servesPython(image, stack))
                .min(Comparator.comparing((Image image) -> rank(image, flavours))
                        .thenComparing(image -> image.cuda().orElseThrow(), Comparator.reverseOrder())
                        .thenComparing(image -> image.os().orElseThrow(), Comparator.reverseOrder()))
                .orElseThrow(() -> new NoImageException("no CUDA image of " + minor + " fits; ask for another CUDA"));
    }

    private static boolean isMeant(String os, Stack stack) {
        Optional<SystemPart> wished = stack.part("os", SystemPart.class);
        return os.startsWith("ubuntu")
                && wished.filter(system -> !system.name().equals(os)).isEmpty();
    }

    /** The flavour's place among those wanted, the number in {@code cudnn8-runtime} left out. */
    private static int rank(Image image, List<String> flavours) {
        int at = flavours.indexOf(image.flavour().orElse("").replaceFirst("^cudnn\\d", "cudnn"));
        return at < 0 ? flavours.size() : at;
    }

    /** Whether the system's Python is one the framework has wheels for. */
    private boolean servesPython(Image image, Stack stack) {
        Optional<Version> python = SystemRules.python(image.os().orElse(""), matrix);
        return python.isPresent()
                && stack.parts().values().stream()
                        .flatMap(part -> part.as(FrameworkBuild.class).stream())
                        .allMatch(build -> new FrameworkLaw(matrix)
                                .withPython(build, python.get())
                                .isSupported());
    }

    /** The matrix knows images by their tags, which can be moved; the digest of today has to be looked up. */
    private static void from(String image, List<String> lines) {
        lines.add("# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect " + image);
        lines.add("FROM " + image);
        lines.add("");
    }

    /**
     * @param python whether the image has the stack's own Python, not its system's
     * @param cudnn the one that the base holds already
     */
    private static void labels(Stack stack, String base, boolean python, Optional<Version> cudnn, List<String> lines) {
        List<String> labels = new ArrayList<>();
        labels.add(label("org.opencontainers.image.base.name", base));
        stack.parts().forEach((name, part) -> {
            if (!name.startsWith("gpu") && !name.equals("driver") && (python || !name.equals("python"))) {
                Optional<String> held =
                        cudnn.filter(version -> name.equals("cudnn")).map(Version::toString);
                labels.add(label("dev.gpudoctor.stack." + name, held.orElse(part.label())));
            }
        });
        lines.add("LABEL " + String.join(" \\\n      ", labels));
    }

    private static void environment(List<String> lines) {
        lines.add("ENV NVIDIA_VISIBLE_DEVICES=all \\\n    NVIDIA_DRIVER_CAPABILITIES=compute,utility");
    }

    private static void apt(List<String> pinned, List<String> plain, List<String> lines) {
        if (pinned.isEmpty() && plain.isEmpty()) {
            return;
        }
        List<String> all = new ArrayList<>(plain);
        all.addAll(pinned);
        StringBuilder run = new StringBuilder("RUN apt-get update \\\n && apt-get install -y --no-install-recommends");
        all.forEach(name -> run.append(" \\\n      '").append(name).append("'"));
        if (!pinned.isEmpty()) {
            run.append(" \\\n && apt-mark hold");
            pinned.forEach(name -> run.append(' ').append(name, 0, name.indexOf('=')));
        }
        lines.add(run.append(" \\\n && rm -rf /var/lib/apt/lists/*").toString());
    }

    private static void pip(Stack stack, String program, List<String> lines) {
        for (Installation.Step step : stack.install().steps()) {
            if (!step.argv().isEmpty() && step.argv().get(0).equals("pip")) {
                String arguments = step.argv().stream()
                        .skip(2)
                        .map(argument -> "'" + argument + "'")
                        .collect(Collectors.joining(" "));
                lines.add("RUN " + program + " install --no-cache-dir " + arguments);
            }
        }
    }
}
