package dev.gpudoctor.advise.lint;

import dev.gpudoctor.advise.lint.file.DockerfileReader;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.PinFileReader;
import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import dev.gpudoctor.advise.lint.file.YamlFileReader;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a file as what its name and its content say it is. */
public final class LintFiles {
    private static final Pattern FROM = Pattern.compile("(?im)^\\s*FROM\\s");
    private static final Pattern YAML = Pattern.compile("(?m)^(?:---|\\{|[A-Za-z][\\w.-]*:(?:\\s|$))");

    private LintFiles() {}

    /**
     * Reads a Dockerfile, a compose file, a Kubernetes manifest or a file that pins packages.
     *
     * @param name the name to report; one that ends in {@code .yaml}, {@code .yml} or {@code .json} is
     *     YAML; of {@code -} the text decides
     * @param buildArguments what {@code docker build --build-arg} would give
     * @throws UnreadableFileException if the text is none of them
     */
    public static LintFile read(String name, String text, Map<String, String> buildArguments)
            throws UnreadableFileException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (PinFileReader.isRequirements(lower)) {
            return PinFileReader.requirements(name, text);
        }
        if (name.equals("-") && !FROM.matcher(text).find() && YAML.matcher(text).find()) {
            return YamlFileReader.read(name, text);
        }
        boolean yaml = lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
        return yaml ? YamlFileReader.read(name, text) : DockerfileReader.read(name, text, buildArguments);
    }
}
