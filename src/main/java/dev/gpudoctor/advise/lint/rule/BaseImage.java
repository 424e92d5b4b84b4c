package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.ImageReference;
import dev.gpudoctor.advise.lint.file.ImageUse;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of an image by its name and by the matrix.
 *
 * @param row the matrix's row, if it has one for the tag
 * @param cuda the CUDA release inside
 * @param os distribution and release, such as {@code ubuntu22.04}
 */
record BaseImage(ImageUse use, Origin origin, Optional<Image> row, Optional<Version> cuda, Optional<String> os) {
    private static final Set<String> FLAVOURS = Set.of("base", "runtime", "devel");
    private static final Set<String> DISTRIBUTIONS = Set.of("ubuntu", "debian", "centos", "rockylinux", "fedora");
    /** Bases that are known to set no variable of NVIDIA's. */
    private static final Set<String> PLAIN = Set.of(
            "python",
            "pypy",
            "alpine",
            "amazonlinux",
            "almalinux",
            "oraclelinux",
            "buildpack-deps",
            "node",
            "golang",
            "rust",
            "continuumio/miniconda3",
            "continuumio/anaconda3",
            "condaforge/miniforge3",
            "condaforge/mambaforge",
            "mambaorg/micromamba",
            "ghcr.io/astral-sh/uv");

    /** Who makes an image, which says how its name is to be read. */
    enum Origin {
        /** {@code nvidia/cuda}. */
        CUDA,
        /** A framework image of NVIDIA's registry; the matrix names their repositories. */
        NGC,
        /** An image for Jetson boards. */
        JETSON,
        /** {@code pytorch/pytorch}. */
        PYTORCH,
        /** {@code tensorflow/tensorflow} with GPU support. */
        TENSORFLOW,
        /** A server of language models that runs on a GPU only. */
        SERVER,
        OTHER
    }

    static BaseImage of(ImageUse use, Matrix matrix) {
        ImageReference image = use.image();
        Origin origin = origin(image, matrix);
        Optional<Image> row = image.tag().flatMap(tag -> row(image, tag, matrix));
        Optional<Version> cuda = row.flatMap(Image::cuda).or(() -> cudaInTag(origin, image));
        Optional<String> os = row.flatMap(Image::os).or(() -> osInTag(image));
        return new BaseImage(use, origin, row, cuda, os);
    }

    /** CUDA images go by one name on Docker Hub and by another in NVIDIA's registry. */
    private static Optional<Image> row(ImageReference image, String tag, Matrix matrix) {
        Stream<Image> candidates = isCuda(image)
                ? matrix.rows(Subject.CUDA_IMAGES).stream()
                        .filter(group -> tag.startsWith(group.release() + "-"))
                        .flatMap(group -> group.images().stream())
                : Stream.of(Subject.NGC_IMAGES, Subject.L4T_IMAGES)
                        .flatMap(subject -> matrix.rows(subject).stream())
                        .filter(row -> row.repository().equals(image.name()));
        return candidates.filter(row -> row.tag().equals(tag)).findFirst();
    }

    private static boolean isCuda(ImageReference image) {
        return image.name().equals("nvidia/cuda") || image.name().equals("nvcr.io/nvidia/cuda");
    }

    private static Origin origin(ImageReference image, Matrix matrix) {
        String name = image.name();
        if (isCuda(image)) {
            return Origin.CUDA;
        }
        if (isForJetson(image)) {
            return Origin.JETSON;
        }
        if (isRepository(name, Subject.NGC_IMAGES, matrix)) {
            return image.tagWords().stream().anyMatch(word -> word.endsWith("sdk")) ? Origin.OTHER : Origin.NGC;
        }
        if (GpuImages.isGpuServer(image)) {
            return Origin.SERVER;
        }
        if (name.equals("pytorch/pytorch")) {
            return Origin.PYTORCH;
        }
        boolean gpu = image.tagWords().contains("gpu") || image.tag().isEmpty();
        return name.equals("tensorflow/tensorflow") && gpu ? Origin.TENSORFLOW : Origin.OTHER;
    }

    private static boolean isForJetson(ImageReference image) {
        String repository = image.repository();
        return repository.startsWith("dustynv/")
                || repository.substring(repository.lastIndexOf('/') + 1).startsWith("l4t-")
                || image.tagWords().contains("igpu");
    }

    private static boolean isRepository(String name, Subject<Image> subject, Matrix matrix) {
        return matrix.rows(subject).stream().anyMatch(row -> row.repository().equals(name));
    }

    private static Optional<Version> cudaInTag(Origin origin, ImageReference image) {
        List<String> words = image.tagWords();
        if (origin == Origin.CUDA) {
            return words.stream().findFirst().flatMap(Version::parse);
        }
        return origin == Origin.OTHER
                ? Optional.empty()
                : words.stream()
                        .filter(word -> word.startsWith("cuda"))
                        .flatMap(word -> Version.parse(word.substring("cuda".length())).stream())
                        .findFirst();
    }

    private static Optional<String> osInTag(ImageReference image) {
        if (DISTRIBUTIONS.contains(image.name())) {
            return image.tagWords().stream()
                    .findFirst()
                    .filter(word -> Version.parse(word).isPresent())
                    .map(word -> image.name() + word);
        }
        return image.tagWords().stream()
                .filter(word ->
                        word.matches("(ubuntu|rockylinux|centos|ubi|debian|oraclelinux|amzn|azl|opensuse)[0-9.]+"))
                .findFirst();
    }

    boolean isGpuImage() {
        return origin != Origin.OTHER || row.isPresent();
    }

    boolean isForJetson() {
        return origin == Origin.JETSON;
    }

    /** Whether the image is a system or a language and nothing else, so that it sets no variable of NVIDIA's. */
    boolean isPlain() {
        return DISTRIBUTIONS.contains(image().name()) || PLAIN.contains(image().name());
    }

    ImageReference image() {
        return use.image();
    }

    /** For CUDA images the part of the tag between version and system: {@code cudnn-devel}; empty for others. */
    Optional<String> flavour() {
        if (origin != Origin.CUDA && origin != Origin.PYTORCH) {
            return Optional.empty();
        }
        List<String> words = image().tagWords();
        for (int i = 0; i < words.size(); i++) {
            if (FLAVOURS.contains(words.get(i))) {
                boolean library = i > 0
                        && (words.get(i - 1).startsWith("cudnn")
                                || words.get(i - 1).equals("tensorrt"));
                return Optional.of(library ? words.get(i - 1) + "-" + words.get(i) : words.get(i));
            }
        }
        return Optional.empty();
    }

    boolean isDevel() {
        return flavour()
                .or(() -> row.flatMap(Image::flavour))
                .filter(flavour -> flavour.endsWith("devel"))
                .isPresent();
    }

    List<String> sources() {
        return row.map(Image::sources).orElse(List.of());
    }
}
