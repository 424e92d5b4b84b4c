package dev.gpudoctor.advise.lint.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code apt-get install …} taken apart. */
public record AptInstall(List<Package> packages, Place place) {
    private static final Set<String> PROGRAMS = Set.of("apt-get", "apt", "aptitude", "apt-fast", "nala");
    private static final Set<String> UPGRADES = Set.of("upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade");
    private static final Set<String> VALUE_OPTIONS =
            Set.of("-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a");

    /**
     * One package.
     *
     * @param version behind {@code =}, empty when apt may choose; of a part that is only known at build time the known rest
     * @param isFile whether a local {@code .deb} is meant, whose version is what it is
     */
    public record Package(String name, Optional<String> version, boolean isFile, Word word) {
        /** Whether the version is pinned, be it by a value only known at build time. */
        public boolean isPinned() {
            return version.isPresent() || isFile;
        }
    }

    public AptInstall {
        packages = List.copyOf(packages);
    }

    /** The installs among some commands. */
    public static List<AptInstall> among(List<Command> commands) {
        return commands.stream().flatMap(command -> of(command).stream()).toList();
    }

    public static Optional<AptInstall> of(Command command) {
        List<Word> operands = operands(command);
        if (operands.isEmpty() || !operands.get(0).is("install")) {
            return Optional.empty();
        }
        List<Package> packages = operands.stream().skip(1).map(AptInstall::read).toList();
        return Optional.of(new AptInstall(packages, command.place()));
    }

    /** Whether the command lifts every installed package to its newest version. */
    public static boolean isUpgrade(Command command) {
        List<Word> operands = operands(command);
        return !operands.isEmpty()
                && operands.get(0).known()
                && UPGRADES.contains(operands.get(0).value());
    }

    private static List<Word> operands(Command command) {
        return PROGRAMS.contains(command.program()) ? Options.operands(command.arguments(), VALUE_OPTIONS) : List.of();
    }

    private static Package read(Word word) {
        String text = word.value();
        if (text.startsWith("/") || text.startsWith("./") || text.endsWith(".deb")) {
            return new Package(text, Optional.empty(), true, word);
        }
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Optional<String> version = equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1));
        int end = name.indexOf('/') >= 0 ? name.indexOf('/') : name.length();
        int architecture = name.indexOf(':');
        String bare = name.substring(0, architecture >= 0 ? Math.min(architecture, end) : end);
        return new Package(bare, version, false, word);
    }

    /** Options and operands of a command line. */
    static final class Options {
        private Options() {}

        static List<Word> operands(List<Word> arguments, Set<String> valueOptions) {
            List<Word> operands = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                String text = arguments.get(i).value();
                if (valueOptions.contains(text)) {
                    i++;
                } else if (!text.startsWith("-")) {
                    operands.add(arguments.get(i));
                }
            }
            return operands;
        }
    }
}
