package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.ImageGroup;
import dev.gpudoctor.matrix.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry no longer has the tag, or never had this flavour for this system. */
final class ImageIsGone extends ImageRule {
    ImageIsGone() {
        super("docker.image.gone");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        boolean delisted =
                image.row().filter(row -> row.status() == Image.Status.DELISTED).isPresent();
        return image.origin() == BaseImage.Origin.CUDA && (delisted || neverMade(image, context))
                ? Optional.of(issue(
                        image.use().place(),
                        Map.of("image", image.image().text(), "instead", instead(image, context)),
                        image.sources()))
                : Optional.empty();
    }

    /** A release whose whole list of tags is known, and the tag is not among them. */
    private static boolean neverMade(BaseImage image, LintContext context) {
        List<ImageGroup> groups = context.matrix().rows(Subject.CUDA_IMAGES).stream()
                .filter(group -> Optional.of(group.release()).equals(image.cuda()))
                .toList();
        return image.row().isEmpty()
                && image.flavour().isPresent()
                && image.os().isPresent()
                && !groups.isEmpty()
                && groups.stream().noneMatch(ImageGroup::partial);
    }

    /** The newest tag of the same CUDA minor, flavour and system that can still be pulled. */
    private static String instead(BaseImage image, LintContext context) {
        return context.matrix().rows(Subject.CUDA_IMAGES).stream()
                .filter(group -> image.cuda()
                        .filter(cuda -> group.release().isWithin(cuda.prefix(2)))
                        .isPresent())
                .filter(group -> group.status() != Image.Status.DELISTED)
                .flatMap(group -> group.images().stream())
                .filter(row -> row.os().equals(image.os()) && sameFlavour(row, image))
                .max(Comparator.comparing(row -> row.cuda().orElseThrow()))
                .map(Image::reference)
                .orElse("a tag of another CUDA minor");
    }

    private static boolean sameFlavour(Image row, BaseImage image) {
        return image.flavour().map(ImageIsGone::plain).equals(row.flavour().map(ImageIsGone::plain));
    }

    /** {@code cudnn8-devel} and {@code cudnn-devel} are one flavour; later tags leave the number out. */
    private static String plain(String flavour) {
        return flavour.replaceFirst("^cudnn\\d", "cudnn");
    }
}
