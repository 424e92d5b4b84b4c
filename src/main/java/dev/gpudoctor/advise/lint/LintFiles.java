package dev.gpudoctor.advise.lint;

import dev.gpudoctor.advise.lint.file.DockerfileReader;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import dev.gpudoctor.advise.lint.file.YamlFileReader;
import java.util.Locale;
import java.util.Map;

/** Reads a file as what its name and its content say it is. */
public final class LintFiles {
    private LintFiles() {}

    /**
     * Reads a Dockerfile, a compose file or a Kubernetes manifest.
     *
     * @param name the name to report; one that ends in {@code .yaml}, {@code .yml} or {@code .json} is YAML
     * @param buildArguments what {@code docker build --build-arg} would give
     * @throws UnreadableFileException if the text is none of them
     */
    public static LintFile read(String name, String text, Map<String, String> buildArguments)
            throws UnreadableFileException {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean yaml = lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
        return yaml ? YamlFileReader.read(name, text) : DockerfileReader.read(name, text, buildArguments);
    }
}
