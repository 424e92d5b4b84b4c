package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.PipInstall;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PyTorch's package indexes, whose last path part says what the wheels are built for: {@code cu124}, {@code cpu}. */
final class TorchIndex {
    private static final Pattern ADDRESS = Pattern.compile(
            "https?://download(?:-r2)?\\.pytorch\\.org/whl/(?:test/|nightly/)?(cu\\d+|cpu)/?(?:torch_stable\\.html)?");
    private static final Pattern CUDA = Pattern.compile("cu(\\d{2,})");

    private TorchIndex() {}

    /** The build an install asks for: by index, by uv's backend, or by the local label of torch's own version. */
    static Optional<String> of(PipInstall install) {
        return Stream.of(
                        install.requirement("torch")
                                .flatMap(torch -> torch.version())
                                .map(Version::local)
                                .filter(local -> !local.isEmpty()),
                        install.backend().filter(backend -> !backend.equals("auto")),
                        install.indexes().stream()
                                .flatMap(index -> variant(index).stream())
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    static boolean isCuda(String address) {
        return variant(address).filter(variant -> !variant.equals("cpu")).isPresent();
    }

    private static Optional<String> variant(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** {@code cu124} is CUDA 12.4: the last digit is the minor. */
    static Optional<Version> cuda(String variant) {
        Matcher matcher = CUDA.matcher(variant);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1);
        int minor = digits.length() - 1;
        return Version.parse(digits.substring(0, minor) + "." + digits.substring(minor));
    }
}
