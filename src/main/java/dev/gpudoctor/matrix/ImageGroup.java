package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The CUDA images of one release that differ in system and flavour only; each pair of them is an image.
 *
 * @param release the CUDA part of the tag: two numbers in the tags of old releases
 * @param os distributions, {@code ubuntu22.04}
 * @param flavours {@code base}, {@code runtime}, {@code cudnn-devel} ...
 * @param cudnn cuDNN per first part of the flavour, {@code cudnn8}; flavours without one have no cuDNN
 * @param partial whether more systems or flavours exist than were read
 */
public record ImageGroup(
        String repository,
        Version release,
        List<String> os,
        List<String> flavours,
        Map<String, Version> cudnn,
        Optional<Version> tensorRt,
        List<String> architectures,
        List<Integer> requireBranches,
        Optional<Boolean> requireListsGeforce,
        Image.Status status,
        Optional<PartialDate> lastListed,
        boolean partial,
        Provenance provenance)
        implements Row {
    private static final String TENSORRT = "tensorrt";

    public ImageGroup {
        os = List.copyOf(os);
        flavours = List.copyOf(flavours);
        cudnn = Map.copyOf(cudnn);
        architectures = List.copyOf(architectures);
        requireBranches = List.copyOf(requireBranches);
    }

    static ImageGroup read(RowReader row) {
        return new ImageGroup(
                row.shaped("repository", Image.REPOSITORY, "the repository of an image"),
                row.version("cuda"),
                row.shapedTexts("os", Image.TAG, "a part of a tag"),
                row.shapedTexts("flavours", Image.TAG, "a part of a tag"),
                row.map(
                        "cudnn",
                        value -> Optional.of(value)
                                .filter(String.class::isInstance)
                                .map(String.class::cast)
                                .flatMap(Version::parse),
                        "a version"),
                row.optionalVersion("tensorRt"),
                row.texts("architectures"),
                row.numbers("requireBranches"),
                row.optionalFlag("requireListsGeforce"),
                row.choice("status", Image.Status.class),
                row.optionalDate("lastListed"),
                row.flag("partial"),
                Provenance.read(row));
    }

    @Override
    public String key() {
        return repository + ":" + release + ":" + String.join(",", os);
    }

    /** Every image of the group. */
    public List<Image> images() {
        List<Image> images = new ArrayList<>();
        for (String system : os) {
            for (String flavour : flavours) {
                images.add(image(system, flavour));
            }
        }
        return images;
    }

    private Image image(String system, String flavour) {
        String library = flavour.contains("-") ? flavour.substring(0, flavour.indexOf('-')) : "";
        return new Image(
                repository,
                release + "-" + flavour + "-" + system,
                Image.Family.CUDA,
                Optional.empty(),
                Optional.of(flavour),
                Optional.of(system),
                Optional.of(release),
                Optional.ofNullable(cudnn.get(library)),
                library.equals(TENSORRT) ? tensorRt : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                architectures,
                Optional.empty(),
                requireBranches,
                requireListsGeforce,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                status,
                lastListed,
                Optional.of(true),
                Optional.of(true),
                provenance);
    }
}
