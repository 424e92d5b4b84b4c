package dev.gpudoctor.advise.lint.file;

import java.util.List;

/** A compose file as its services, in file order. */
public record ComposeFile(String name, List<Service> services, List<Suppression> suppressions) implements LintFile {
    /**
     * One service.
     *
     * @param image empty when it is built here or named by a variable
     */
    public record Service(String name, java.util.Optional<ImageUse> image, YamlNode node, YamlNode.Entry entry) {}

    public ComposeFile {
        services = List.copyOf(services);
        suppressions = List.copyOf(suppressions);
    }

    @Override
    public List<ImageUse> images() {
        return services.stream().flatMap(service -> service.image().stream()).toList();
    }
}
