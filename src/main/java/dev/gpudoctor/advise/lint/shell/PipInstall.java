package dev.gpudoctor.advise.lint.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An install of Python packages by {@code pip}, {@code pip3.10}, {@code python -m pip}, {@code uv pip} or {@code uv add}.
 *
 * @param indexes the addresses that options name, as written
 * @param indexesKnown false when one of them is only known at build time
 * @param backend the value of uv's {@code --torch-backend}
 */
public record PipInstall(
        List<Requirement> requirements,
        List<String> indexes,
        boolean indexesKnown,
        Optional<String> backend,
        Place place) {
    private static final Pattern PIP = Pattern.compile("pip[0-9.]*");
    private static final Pattern PYTHON = Pattern.compile("(python|pypy)[0-9.]*");
    private static final Set<String> INDEX_OPTIONS =
            Set.of("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--index", "--default-index");
    private static final Set<String> VALUE_OPTIONS = Set.of(
            "-r",
            "--requirement",
            "--requirements",
            "-c",
            "--constraint",
            "--constraints",
            "-e",
            "--editable",
            "-t",
            "--target",
            "--prefix",
            "--platform",
            "--python-version",
            "--root",
            "--upgrade-strategy",
            "--progress-bar",
            "--timeout",
            "--retries",
            "--trusted-host",
            "--cert",
            "--client-cert",
            "--proxy",
            "--config-settings",
            "-C",
            "--global-option",
            "--no-binary",
            "--only-binary",
            "--src",
            "--log",
            "--cache-dir",
            "--implementation",
            "--abi",
            "--python",
            "-p",
            "--index-strategy",
            "--prerelease",
            "--resolution",
            "--link-mode",
            "--exclude-newer",
            "--report",
            "--override",
            "--group",
            "--refresh-package",
            "--upgrade-package",
            "-P",
            "--allow-insecure-host");

    public PipInstall {
        requirements = List.copyOf(requirements);
        indexes = List.copyOf(indexes);
    }

    /** The installs among some commands. */
    public static List<PipInstall> among(List<Command> commands) {
        return commands.stream().flatMap(command -> of(command).stream()).toList();
    }

    public static Optional<PipInstall> of(Command command) {
        return installArguments(command).map(arguments -> read(arguments, command));
    }

    public Optional<Requirement> requirement(String name) {
        return requirements.stream()
                .filter(requirement -> requirement.name().equals(name))
                .findFirst();
    }

    private static Optional<List<Word>> installArguments(Command command) {
        List<Word> rest = command.arguments();
        String program = command.program();
        if (PYTHON.matcher(program).matches()) {
            int module = 0;
            while (module < rest.size() && rest.get(module).value().matches("-[IEsuB]+")) {
                module++;
            }
            if (module + 1 >= rest.size() || !rest.get(module).is("-m")) {
                return Optional.empty();
            }
            program = rest.get(module + 1).value();
            rest = rest.subList(module + 2, rest.size());
        }
        if (program.equals("uv") && !rest.isEmpty() && rest.get(0).is("pip")) {
            program = "pip";
            rest = rest.subList(1, rest.size());
        }
        boolean uvAdd = program.equals("uv") && !rest.isEmpty() && rest.get(0).is("add");
        if (uvAdd) {
            return Optional.of(rest.subList(1, rest.size()));
        }
        if (!PIP.matcher(program).matches()) {
            return Optional.empty();
        }
        int install = firstOperand(rest);
        return install < rest.size() && rest.get(install).is("install")
                ? Optional.of(rest.subList(install + 1, rest.size()))
                : Optional.empty();
    }

    private static int firstOperand(List<Word> words) {
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at += VALUE_OPTIONS.contains(words.get(at).value()) ? 2 : 1;
        }
        return at;
    }

    private static PipInstall read(List<Word> arguments, Command command) {
        List<Requirement> requirements = new ArrayList<>();
        List<String> indexes = new ArrayList<>();
        boolean known = true;
        Optional<String> backend = command.assigned("UV_TORCH_BACKEND");
        for (String variable :
                List.of("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX")) {
            command.assigned(variable).ifPresent(indexes::add);
        }
        for (int i = 0; i < arguments.size(); i++) {
            Word word = arguments.get(i);
            String option = word.startsWith("--") && word.value().indexOf('=') > 0
                    ? word.value().substring(0, word.value().indexOf('='))
                    : word.value();
            boolean joined = !option.equals(word.value());
            boolean takesNext = !joined && i + 1 < arguments.size();
            if (INDEX_OPTIONS.contains(option)) {
                Word index = takesNext ? arguments.get(++i) : word;
                indexes.add(joined ? word.afterEquals() : index.value());
                known &= index.known();
            } else if (option.equals("--torch-backend")) {
                backend = Optional.of(
                        joined
                                ? word.afterEquals()
                                : takesNext ? arguments.get(++i).value() : "");
            } else if (VALUE_OPTIONS.contains(option)) {
                i += takesNext ? 1 : 0;
            } else if (!word.startsWith("-")) {
                Requirement.parse(word).ifPresent(requirements::add);
            }
        }
        return new PipInstall(requirements, indexes, known, backend, command.place());
    }
}
