package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** On a Jetson everything comes with its JetPack. */
public final class JetPackLaw {
    /** How many parts of a version tell a component's release: numbers of packages go further. */
    private static final int PARTS = 3;

    private JetPackLaw() {}

    public static Compatibility onModule(JetPackRelease jetPack, JetsonModule module) {
        Version version = jetPack.version();
        if (module.jetPackMin().filter(version::isBelow).isPresent()) {
            return Compatibility.forbidden(Reason.TOO_OLD, module.jetPackMin().get(), module);
        }
        return module.jetPackMax()
                .filter(last -> version.isAtLeast(last) && !version.isWithin(last))
                .map(last -> Compatibility.forbidden(Reason.DROPPED, last, module))
                .orElseGet(() -> Compatibility.supported(module));
    }

    /** Newer releases of Jetson Linux take the CUDA toolkit for Arm servers; older ones have one of their own. */
    public static Compatibility takesServerToolkit(Version l4t, Version first) {
        return l4t.isBelow(first) ? Compatibility.forbidden(Reason.TOO_OLD, first) : Compatibility.supported();
    }

    /** From some JetPack on a board takes the images that are made for Arm servers. */
    public static Compatibility takesServerImages(Version jetPack, Version first) {
        return jetPack.isBelow(first) ? Compatibility.forbidden(Reason.TOO_OLD, first) : Compatibility.supported();
    }

    /** An image takes driver libraries from the board, which must be of the major of Jetson Linux it was made for. */
    public static Compatibility container(Version image, Version board) {
        return image.major() == board.major()
                ? Compatibility.supported()
                : Compatibility.forbidden(Reason.OTHER_RELEASE, board.prefix(1));
    }

    /** An image serves on the minor of JetPack that it is made for. */
    public static Compatibility imageOn(JetPackRelease madeFor, Version flashed) {
        return flashed.isWithin(madeFor.version().prefix(2))
                ? Compatibility.supported(madeFor)
                : Compatibility.forbidden(Reason.OTHER_RELEASE, madeFor.version(), madeFor);
    }

    /**
     * What JetPack brings is what there is.
     *
     * @param what the component's name
     * @param content its version in the JetPack
     * @param parts how many parts of the versions have to be the same
     */
    public static Compatibility brings(
            JetPackRelease jetPack, String what, Optional<Version> content, Version taken, int parts) {
        if (content.isEmpty()) {
            return Compatibility.unknown(
                    "the matrix does not name the " + what + " of JetPack " + jetPack.name(), jetPack);
        }
        int known = Math.min(Math.min(PARTS, parts), content.get().precision());
        return taken.prefix(known).equals(content.get().prefix(known))
                ? Compatibility.supported(jetPack)
                : Compatibility.forbidden(Reason.OTHER_RELEASE, content.get(), jetPack);
    }

    public static Compatibility image(Image image, JetPackRelease jetPack) {
        boolean fits = image.jetPack().filter(jetPack.name()::equals).isPresent()
                || image.l4t().filter(jetPack.l4t()::contains).isPresent();
        return fits
                ? Compatibility.supported(image)
                : Compatibility.forbidden(Reason.OTHER_RELEASE, image.jetPack().orElse("another release"), image);
    }
}
