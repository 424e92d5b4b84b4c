package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** On a Jetson everything comes with its JetPack. */
final class JetPackRules {
    private static final int RELEASE = 3;
    private static final int MINOR = 2;

    private final Phrases phrases;

    JetPackRules(Phrases phrases) {
        this.phrases = phrases;
    }

    Link onModule(JetPackRelease jetPack, JetsonModule module) {
        return phrases.link("jetpack-module", JetPackLaw.onModule(jetPack, module), jetPack.name(), module.name());
    }

    Optional<Link> brings(JetPackRelease jetPack, String what, Optional<Version> content, Part part) {
        int parts = what.equals("CUDA") || what.equals("Python") ? MINOR : RELEASE;
        return part.version()
                .filter(version -> !part.isNone())
                .map(taken -> phrases.link(
                        "jetpack-content",
                        JetPackLaw.brings(jetPack, what, content, taken, parts),
                        jetPack.name(),
                        what,
                        taken));
    }

    Optional<Link> image(Image image, JetPackRelease jetPack) {
        return Optional.of(
                phrases.link("jetpack-image", JetPackLaw.image(image, jetPack), image.reference(), jetPack.name()));
    }
}
