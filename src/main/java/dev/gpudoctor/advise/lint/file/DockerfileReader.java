package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.ShellReader;
import dev.gpudoctor.advise.lint.shell.Snippet;
import dev.gpudoctor.advise.lint.shell.Variables;
import dev.gpudoctor.advise.lint.shell.Word;
import dev.gpudoctor.advise.lint.shell.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives the instructions of a Dockerfile their meaning: stages, build arguments, environment, commands. */
public final class DockerfileReader {
    private static final Set<String> PLATFORM_ARGUMENTS = Set.of(
            "TARGETPLATFORM",
            "TARGETOS",
            "TARGETARCH",
            "TARGETVARIANT",
            "BUILDPLATFORM",
            "BUILDOS",
            "BUILDARCH",
            "BUILDVARIANT");
    private static final Set<String> WITH_COMMANDS = Set.of("RUN", "CMD", "ENTRYPOINT");
    private static final Set<String> WITH_SETTINGS = Set.of("ENV", "ARG", "LABEL");

    /** What is asked of a stage is asked of all that it starts from, too. */
    private static final int MAX_STAGES = 250;

    private final String file;
    private final Map<String, String> buildArguments;
    private final char escape;
    private final Variables global = new Variables();
    private final Map<String, Stage> named = new LinkedHashMap<>();
    private final List<Stage> stages = new ArrayList<>();

    private DockerfileReader(String file, Map<String, String> buildArguments, char escape) {
        this.file = file;
        this.buildArguments = buildArguments;
        this.escape = escape;
        PLATFORM_ARGUMENTS.forEach(global::setUnknown);
    }

    /**
     * Reads a Dockerfile.
     *
     * @param buildArguments what {@code --build-arg} would give
     */
    public static Dockerfile read(String file, String text, Map<String, String> buildArguments)
            throws UnreadableFileException {
        DockerfileLines lines = DockerfileLines.read(file, text);
        try {
            return new DockerfileReader(file, buildArguments, lines.escape())
                    .stages(lines.lines(), Suppression.read(text.replace("\r\n", "\n")));
        } catch (Variables.TooLongException e) {
            throw new UnreadableFileException(file, String.valueOf(e.getMessage()));
        }
    }

    private Dockerfile stages(List<DockerfileLines.Line> lines, List<Suppression> suppressions)
            throws UnreadableFileException {
        List<List<DockerfileLines.Line>> blocks = new ArrayList<>();
        for (DockerfileLines.Line line : lines) {
            if (line.keyword().equals("FROM")) {
                blocks.add(new ArrayList<>());
            } else if (blocks.isEmpty()) {
                if (!line.keyword().equals("ARG")) {
                    throw new UnreadableFileException(
                            file, line.place(), "not a Dockerfile: " + line.keyword() + " stands before FROM");
                }
                declare(Words.split(line.arguments(), global, escape), global, global.fresh());
                continue;
            }
            blocks.get(blocks.size() - 1).add(line);
        }
        if (blocks.isEmpty()) {
            throw new UnreadableFileException(file, "not a Dockerfile: it has no FROM");
        }
        if (blocks.size() > MAX_STAGES) {
            throw new UnreadableFileException(file, "more than " + MAX_STAGES + " stages");
        }
        for (int i = 0; i < blocks.size(); i++) {
            addStage(blocks.get(i), i == blocks.size() - 1);
        }
        return new Dockerfile(file, stages, suppressions);
    }

    private void addStage(List<DockerfileLines.Line> block, boolean isFinal) throws UnreadableFileException {
        DockerfileLines.Line from = block.get(0);
        List<Word> flags = new ArrayList<>();
        Snippet arguments = takeFlags(from.arguments(), flags, global);
        List<Word> words = Words.split(arguments, global, escape);
        if (words.isEmpty()) {
            throw new UnreadableFileException(file, from.place(), "FROM names no image");
        }
        boolean shape =
                words.size() == 1 || words.size() == 3 && words.get(1).value().equalsIgnoreCase("as");
        if (!shape) {
            throw new UnreadableFileException(
                    file, from.place(), "not a Dockerfile: FROM takes one image and, after AS, a name");
        }
        Word base = words.get(0);
        boolean hasName = words.size() == 3 && words.get(1).value().equalsIgnoreCase("as");
        String name = hasName ? words.get(2).value().toLowerCase(Locale.ROOT) : "";
        Optional<Stage> parent = Optional.ofNullable(named.get(base.value().toLowerCase(Locale.ROOT)));
        Optional<String> platform = flags.stream()
                .filter(flag -> flag.startsWith("--platform=") && flag.known())
                .map(Word::afterEquals)
                .findFirst();
        Optional<ImageUse> image = parent.isPresent()
                ? parent.get().image()
                : Optional.of(base)
                        .filter(word -> word.known() && !word.is("scratch"))
                        .flatMap(word -> ImageReference.parse(word.value()))
                        .map(reference -> new ImageUse(reference, base.place(), platform));
        Variables variables = global.fresh();
        PLATFORM_ARGUMENTS.forEach(variables::setUnknown);
        parent.ifPresent(stage -> stage.history().stream()
                .filter(instruction -> instruction.is("ENV"))
                .forEach(env -> env.settings().forEach(variables::set)));
        List<Instruction> instructions = new ArrayList<>();
        for (DockerfileLines.Line line : block.subList(1, block.size())) {
            instructions.add(instruction(line, variables, false));
        }
        Stage stage = new Stage(name, parent, image, List.copyOf(instructions), isFinal, from.place());
        stages.add(stage);
        named.put(String.valueOf(stages.size() - 1), stage);
        if (!name.isEmpty()) {
            named.put(name, stage);
        }
    }

    private Instruction instruction(DockerfileLines.Line line, Variables variables, boolean onBuild)
            throws UnreadableFileException {
        if (line.keyword().equals("ONBUILD") && !onBuild) {
            return instruction(DockerfileLines.triggered(file, line), variables.copy(), true);
        }
        List<Word> flags = new ArrayList<>();
        Snippet arguments = takeFlags(line.arguments(), flags, variables);
        Optional<List<Word>> exec = ExecForm.read(arguments);
        List<Word> words = exec.orElseGet(() -> Words.split(arguments, variables, escape));
        Map<String, Word> settings = new LinkedHashMap<>();
        if (WITH_SETTINGS.contains(line.keyword())) {
            settings = line.keyword().equals("ARG")
                    ? declare(words, variables, global)
                    : settings(arguments, words, variables, line.keyword().equals("ENV"));
        }
        return new Instruction(
                line.keyword(),
                List.copyOf(flags),
                words,
                exec.isPresent(),
                WITH_COMMANDS.contains(line.keyword()) ? commands(line, arguments, exec, variables) : List.of(),
                settings,
                onBuild,
                line.place());
    }

    private static List<Command> commands(
            DockerfileLines.Line line, Snippet arguments, Optional<List<Word>> exec, Variables variables) {
        if (exec.isPresent()) {
            return ShellReader.ofWords(exec.get(), variables);
        }
        List<Command> commands = new ArrayList<>(ShellReader.read(arguments, variables));
        boolean heredocIsScript = commands.isEmpty()
                || commands.size() == 1
                        && Set.of("sh", "bash", "ash", "dash")
                                .contains(commands.get(0).program());
        if (heredocIsScript) {
            line.heredocs().forEach(heredoc -> commands.addAll(ShellReader.read(heredoc.body(), variables)));
        }
        return commands;
    }

    private Snippet takeFlags(Snippet arguments, List<Word> flags, Variables variables) {
        Snippet rest = arguments.strip();
        int at = 0;
        while (rest.text().startsWith("--", at)) {
            int end = at;
            while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
                end++;
            }
            flags.add(Words.single(rest.cut(at, end), variables, escape));
            at = end;
            while (at < rest.length() && Character.isWhitespace(rest.charAt(at))) {
                at++;
            }
        }
        return rest.from(at);
    }

    /** {@code ARG}: a value given to the build outranks the default; without either a global default counts. */
    private Map<String, Word> declare(List<Word> words, Variables variables, Variables outer) {
        Map<String, Word> declared = new LinkedHashMap<>();
        for (Word word : words) {
            int equals = word.raw().indexOf('=');
            String name = equals < 0 ? word.raw() : word.raw().substring(0, equals);
            boolean fixed = variables.isSet(name) && equals < 0 && outer.isSet(name);
            if (buildArguments.containsKey(name)) {
                variables.set(name, buildArguments.get(name));
            } else if (equals >= 0) {
                variables.set(name, withValue(word, word.afterEquals()));
            } else if (outer.value(name).isPresent()) {
                variables.set(name, outer.value(name).get());
            } else if (!fixed) {
                variables.setUnknown(name);
            }
            declared.put(name, withValue(word, variables.value(name).orElse("")));
        }
        return declared;
    }

    /** {@code ENV a=1 b=2} or the old {@code ENV a 1}. All values of one line are read before any is set. */
    private Map<String, Word> settings(Snippet arguments, List<Word> words, Variables variables, boolean remember) {
        Map<String, Word> settings = new LinkedHashMap<>();
        boolean oldForm = !words.isEmpty() && words.get(0).raw().indexOf('=') < 0;
        if (oldForm) {
            int end = words.get(0).raw().length();
            Word value = Words.single(
                    arguments.from(Math.min(end, arguments.length())).strip(), variables, escape);
            settings.put(
                    words.get(0).value(),
                    new Word(value.raw(), value.value(), value.known(), value.variables(), arguments.start()));
        } else {
            for (Word word : words) {
                int equals = word.value().indexOf('=');
                if (equals > 0) {
                    settings.put(word.value().substring(0, equals), withValue(word, word.afterEquals()));
                }
            }
        }
        if (remember) {
            settings.forEach(variables::set);
        }
        return settings;
    }

    private static Word withValue(Word word, String value) {
        return new Word(word.raw(), value, word.known(), word.variables(), word.place());
    }
}
