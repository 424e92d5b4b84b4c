package dev.gpudoctor.advise.lint.shell;

import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code conda install …} or {@code conda create …} taken apart; mamba, micromamba and pixi read the same words. */
public record CondaInstall(List<Spec> specs, Place place) {
    private static final Set<String> PROGRAMS = Set.of("conda", "mamba", "micromamba", "pixi");
    private static final Set<String> VERBS = Set.of("install", "create", "add", "update");
    private static final Set<String> VALUE_OPTIONS =
            Set.of("-c", "--channel", "-n", "--name", "-p", "--prefix", "-f", "--file", "--solver", "--platform");
    /** {@code conda-forge::pytorch-cuda>=12.1}, {@code cudatoolkit=10.2=h74a9793_2}, {@code cuda-version 12.4.*}. */
    private static final Pattern SPEC = Pattern.compile(
            "(?:[\\w./-]+::)?(?<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)\\s*(?:\\[.*\\])?\\s*(?<bounds>[=<>!~ ].*)?");

    private static final Pattern EXACT = Pattern.compile("\\s*=?=?\\s*(\\d[\\d.]*\\d|\\d+)(?:\\.?\\*)?(?:=.*)?");

    /**
     * One package.
     *
     * @param version the release or series that is asked for, where it is one
     */
    public record Spec(String name, Optional<Version> version, Word word) {}

    public CondaInstall {
        specs = List.copyOf(specs);
    }

    /** What a command asks conda for; nothing where it is another command. */
    public static Optional<CondaInstall> of(Command command) {
        List<Word> operands = PROGRAMS.contains(command.program())
                ? AptInstall.Options.operands(command.arguments(), VALUE_OPTIONS)
                : List.of();
        if (operands.isEmpty() || !VERBS.contains(operands.get(0).value())) {
            return Optional.empty();
        }
        List<Spec> specs = new ArrayList<>();
        operands.stream().skip(1).forEach(word -> read(word).ifPresent(specs::add));
        return Optional.of(new CondaInstall(specs, command.place()));
    }

    private static Optional<Spec> read(Word word) {
        Matcher matcher = SPEC.matcher(word.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String bounds = matcher.group("bounds") == null ? "" : matcher.group("bounds");
        Matcher exact = EXACT.matcher(bounds);
        Optional<Version> version = word.known() && exact.matches() ? Version.parse(exact.group(1)) : Optional.empty();
        return Optional.of(new Spec(matcher.group("name").toLowerCase(Locale.ROOT), version, word));
    }
}
