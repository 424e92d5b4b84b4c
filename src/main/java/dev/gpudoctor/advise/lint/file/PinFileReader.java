package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.PipInstall;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.advise.lint.shell.ShellReader;
import dev.gpudoctor.advise.lint.shell.Snippet;
import dev.gpudoctor.advise.lint.shell.Variables;
import dev.gpudoctor.advise.lint.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads requirements, conda environments, workflows and dev containers as the installs that they stand for. */
public final class PinFileReader {
    private static final Pattern REQUIREMENTS =
            Pattern.compile("(?:.*[/\\\\])?(?:requirements|constraints)[^/\\\\]*\\.(?:txt|in)");
    private static final Pattern OPTION = Pattern.compile("(--[a-z-]+|-[a-z])(?:[=\\s]\\s*(\\S+))?.*");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*");
    private static final Pattern HASHES = Pattern.compile("\\s--hash[=\\s].*");
    private static final Set<String> INDEXES = Set.of("-i", "--index-url", "--extra-index-url", "-f", "--find-links");
    private static final int MAX_LINES = 20_000;

    private PinFileReader() {}

    /** Whether a file of that name holds requirements for pip. */
    public static boolean isRequirements(String name) {
        return REQUIREMENTS.matcher(name).matches();
    }

    /** Reads a requirements file as one {@code pip install}. */
    public static PinFile requirements(String file, String text) throws UnreadableFileException {
        if (text.indexOf('\0') >= 0) {
            throw new UnreadableFileException(file, "not a text file");
        }
        List<String> lines = text.lines().limit(MAX_LINES + 1L).toList();
        if (lines.size() > MAX_LINES) {
            throw new UnreadableFileException(file, "more than " + MAX_LINES + " lines");
        }
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = COMMENT.matcher(lines.get(i)).replaceFirst("");
            String bare = HASHES.matcher(line)
                    .replaceFirst("")
                    .replaceFirst("\\\\\\s*$", "")
                    .strip();
            Place place = new Place(i + 1, 1 + Math.max(0, line.indexOf(bare)));
            Matcher option = OPTION.matcher(bare);
            if (!bare.isEmpty() && !bare.startsWith("-")) {
                words.add(word(bare, place));
            } else if (option.matches() && INDEXES.contains(option.group(1)) && option.group(2) != null) {
                words.add(word(option.group(1), place));
                words.add(word(option.group(2), place));
            }
        }
        return file(file, text, List.of(), List.of(environment(List.of(install(List.of("pip", "install"), words)))));
    }

    /** Reads a document that is neither compose nor Kubernetes, where it is of a kind that pins something. */
    static Optional<PinFile> document(String file, String text, YamlNode document) {
        if (!document.itemsAt("dependencies").isEmpty()) {
            return Optional.of(file(file, text, List.of(), List.of(condaEnvironment(document))));
        }
        if (document.at("jobs").isPresent()) {
            return Optional.of(workflow(file, text, document));
        }
        List<ImageUse> images = new ArrayList<>();
        addImages(document, images);
        return images.isEmpty() ? Optional.empty() : Optional.of(file(file, text, images, List.of()));
    }

    private static Stage condaEnvironment(YamlNode document) {
        List<Word> conda = new ArrayList<>();
        List<Word> pip = new ArrayList<>();
        for (YamlNode item : document.itemsAt("dependencies")) {
            item.text().ifPresent(text -> conda.add(word(text, item.place())));
            item.itemsAt("pip").forEach(inner -> inner.text().ifPresent(text -> {
                for (String part : text.startsWith("-") ? text.split("[=\\s]", 2) : new String[] {text}) {
                    pip.add(word(part, inner.place()));
                }
            }));
        }
        return environment(
                List.of(install(List.of("conda", "install"), conda), install(List.of("pip", "install"), pip)));
    }

    private static PinFile workflow(String file, String text, YamlNode document) {
        List<ImageUse> images = new ArrayList<>();
        List<Stage> jobs = new ArrayList<>();
        document.at("jobs").stream().flatMap(YamlNode::entries).forEach(job -> {
            job.value()
                    .at("container")
                    .flatMap(container -> container.text().isPresent() ? Optional.of(container) : container.at("image"))
                    .flatMap(PinFileReader::image)
                    .ifPresent(images::add);
            List<Command> commands = job.value().itemsAt("steps").stream()
                    .flatMap(step -> step.at("run").stream())
                    .flatMap(PinFileReader::commands)
                    .filter(command -> PipInstall.of(command).isPresent())
                    .toList();
            jobs.add(environment(commands));
        });
        return file(file, text, images, jobs);
    }

    private static Stream<Command> commands(YamlNode run) {
        String text = run.text().orElse("");
        // Expressions of the workflow are known at run time only.
        String script = text.replaceAll("\\$\\{\\{[^}]*}}", "\\$UNKNOWN");
        Snippet snippet = text.indexOf('\n') >= 0
                ? Snippet.ofBlock(script, run.place().line() + 1)
                : Snippet.at(script, run.place());
        return ShellReader.read(snippet, new Variables()).stream();
    }

    /** Images by the shapes of dev containers and of a chart's values: a name, or a repository and a tag. */
    private static void addImages(YamlNode node, List<ImageUse> images) {
        node.at("image").ifPresent(image -> {
            Optional<String> repository = image.textAt("repository");
            Optional<String> tag = image.textAt("tag").filter(text -> !text.isEmpty());
            if (repository.isPresent() && tag.isPresent()) {
                String registry =
                        image.textAt("registry").map(host -> host + "/").orElse("");
                ImageReference.parse(registry + repository.get() + ":" + tag.get())
                        .ifPresent(found -> images.add(new ImageUse(found, image.place(), Optional.empty())));
            } else {
                image(image).ifPresent(images::add);
            }
        });
        node.entries().forEach(entry -> addImages(entry.value(), images));
    }

    private static Optional<ImageUse> image(YamlNode node) {
        return node.text()
                .flatMap(ImageReference::parse)
                .map(image -> new ImageUse(image, node.place(), Optional.empty()));
    }

    private static Command install(List<String> program, List<Word> arguments) {
        Place place = arguments.isEmpty() ? new Place(1, 1) : arguments.get(0).place();
        List<Word> words = new ArrayList<>();
        program.forEach(text -> words.add(word(text, place)));
        words.addAll(arguments);
        return new Command(words, List.of(), List.of());
    }

    private static Word word(String text, Place place) {
        return new Word(text, text, text.indexOf('$') < 0 && text.indexOf('{') < 0, Set.of(), place);
    }

    private static Stage environment(List<Command> commands) {
        Place place = new Place(1, 1);
        Instruction run = new Instruction("RUN", List.of(), List.of(), false, commands, Map.of(), false, place);
        return new Stage("", Optional.empty(), Optional.empty(), List.of(run), false, place);
    }

    private static PinFile file(String name, String text, List<ImageUse> images, List<Stage> environments) {
        return new PinFile(name, images, environments, Suppression.read(text.replace("\r\n", "\n")));
    }
}
