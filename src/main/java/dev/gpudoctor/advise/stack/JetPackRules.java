package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** On a Jetson everything comes with its JetPack. */
final class JetPackRules {
    private final Phrases phrases;

    JetPackRules(Phrases phrases) {
        this.phrases = phrases;
    }

    Link onModule(JetPackRelease jetPack, JetsonModule module) {
        Version version = jetPack.version();
        boolean tooOld = module.jetPackMin().filter(version::isBelow).isPresent();
        boolean tooNew = module.jetPackMax()
                .filter(last -> version.isAtLeast(last) && !version.isWithin(last))
                .isPresent();
        return phrases.link(
                tooOld || tooNew ? Fit.FORBIDDEN : Fit.SUPPORTED,
                "jetpack-module",
                module.sources(),
                jetPack.name(),
                module.name());
    }

    /** What JetPack brings is what there is; the packaged numbers are compared as far as both go, three parts at most. */
    Optional<Link> brings(JetPackRelease jetPack, String what, Optional<Version> content, Part part) {
        if (part.isNone() || part.version().isEmpty()) {
            return Optional.empty();
        }
        Version taken = part.version().get();
        if (content.isEmpty()) {
            return Optional.of(phrases.link(Fit.UNKNOWN, "jetpack-content", jetPack.sources(), jetPack.name(), what));
        }
        int parts = what.equals("CUDA") || what.equals("Python") ? 2 : 3;
        boolean same = taken.prefix(parts).equals(content.get().prefix(parts));
        return Optional.of(phrases.link(
                same ? Fit.SUPPORTED : Fit.FORBIDDEN,
                "jetpack-content",
                jetPack.sources(),
                jetPack.name(),
                what,
                content.get(),
                taken));
    }

    Optional<Link> image(Image image, JetPackRelease jetPack) {
        boolean fits = image.jetPack().filter(jetPack.name()::equals).isPresent()
                || image.l4t().filter(jetPack.l4t()::contains).isPresent();
        List<String> sources = image.sources();
        return Optional.of(phrases.link(
                fits ? Fit.SUPPORTED : Fit.FORBIDDEN,
                "jetpack-image",
                sources,
                image.reference(),
                jetPack.name(),
                image.jetPack().orElse("another release")));
    }
}
