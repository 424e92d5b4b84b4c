package dev.gpudoctor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The CUDA packages in a conda environment's database. They are no Python distributions, so only {@code conda-meta} knows
 * them. A record is named {@code name-version-build.json}; its {@code depends} tell the CUDA it was built for.
 */
final class CondaPackages {
    private static final Pattern RECORD = Pattern.compile(
            "(cuda-version|cudatoolkit|cuda-toolkit|cuda-runtime|cuda-cudart|cuda-nvvm-impl|cuda-nvcc-impl|cudnn|nccl|libcublas|libnvjitlink)"
                    + "-([^-]{1,40})-([^-]{1,80})\\.json");
    private static final Pattern CUDA_ITSELF =
            Pattern.compile("cuda-version|cudatoolkit|cuda-toolkit|cuda-runtime|cuda-cudart");
    private static final Pattern DEPENDS =
            Pattern.compile("(?:cuda-version|cudatoolkit) [>=]*(\\d{1,3}(?:\\.\\d{1,3})?).*");
    private static final int MAX_RECORD = 4 << 20;

    private final Host host;

    CondaPackages(Host host) {
        this.host = host;
    }

    /** Those of an environment; none if it is no conda environment. */
    List<PythonPackage> of(String prefix) {
        String database = prefix + "/conda-meta";
        List<Matcher> records = host.names(database).stream()
                .map(RECORD::matcher)
                .filter(Matcher::matches)
                .toList();
        Optional<Observed<Version>> environment = records.stream()
                .filter(record -> CUDA_ITSELF.matcher(record.group(1)).matches())
                .flatMap(record -> own(database, record).stream())
                .findFirst();
        return records.stream()
                .flatMap(record -> Version.parse(record.group(2)).stream()
                        .map(version -> new PythonPackage(
                                record.group(1),
                                version,
                                database,
                                cuda(database, record, environment),
                                Observed.notApplicable("no framework"),
                                List.of(),
                                List.of(),
                                Observed.notApplicable("libraries of NVIDIA are judged by their release"),
                                Observed.notApplicable("it brings no compiler"))))
                .toList();
    }

    private Observed<Version> cuda(String database, Matcher record, Optional<Observed<Version>> environment) {
        return CUDA_ITSELF.matcher(record.group(1)).matches()
                ? own(database, record).orElse(Observed.absent(database))
                : depends(database + "/" + record.group()).or(() -> environment).orElse(Observed.absent(database));
    }

    private static Optional<Observed<Version>> own(String database, Matcher record) {
        return Version.parse(record.group(2))
                .map(version -> Observed.found(
                        version.prefix(2), new Evidence(Source.PACKAGE_DATABASE, database, record.group())));
    }

    private Optional<Observed<Version>> depends(String path) {
        return host.text(path, MAX_RECORD).toOptional().flatMap(CondaPackages::json).stream()
                .map(record -> record.path("depends"))
                .filter(JsonNode::isArray)
                .flatMap(depends -> StreamSupport.stream(depends.spliterator(), false))
                .map(JsonNode::asText)
                .map(DEPENDS::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Observed.found(
                        Version.of(matcher.group(1)), new Evidence(Source.PACKAGE_DATABASE, path, matcher.group())))
                .findFirst();
    }

    /** A record that cannot be read tells nothing; the environment's CUDA does then. */
    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(Json.parse(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
