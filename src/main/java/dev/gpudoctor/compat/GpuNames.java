package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.GpuProduct;
import dev.gpudoctor.matrix.GpuProduct.Segment;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.ComputeCapability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** GPUs by the names that people, drivers and shops give them. */
public final class GpuNames {
    /** Words that are often left out and tell nothing. */
    private static final Set<String> BRAND = Set.of("nvidia", "geforce", "tesla", "rtx", "gtx", "gpu", "jetson");

    private static final int MOST_CANDIDATES = 8;

    private final Matrix matrix;

    public GpuNames(Matrix matrix) {
        this.matrix = matrix;
    }

    /** What a name stands for. */
    public sealed interface Match {
        /**
         * One GPU, or several between which nothing makes a difference.
         *
         * @param dataCenter whether forward-compatibility packages may serve it
         * @param module for a Jetson the module
         */
        record One(String name, ComputeCapability capability, boolean dataCenter, Optional<JetsonModule> module)
                implements Match {}

        /** GPUs between which the name does not tell. */
        record Several(List<String> candidates) implements Match {
            public Several {
                candidates = List.copyOf(candidates);
            }
        }

        /** None, though these have similar names. */
        record None(List<String> near) implements Match {
            public None {
                near = List.copyOf(near);
            }
        }
    }

    /** The GPU of a name or of a written compute capability. */
    public Match find(String typed) {
        Optional<ComputeCapability> capability = ComputeCapability.parse(typed.strip());
        if (capability.isPresent()) {
            return new Match.One("", capability.get(), false, Optional.empty());
        }
        Optional<GpuProduct> exact = matrix.gpuByName(typed);
        if (exact.filter(product -> product.capabilities().size() == 1).isPresent()) {
            return resolved(List.of(exact.get()), List.of());
        }
        List<String> words = words(typed);
        List<GpuProduct> named = exact.isPresent()
                ? List.of(exact.get())
                : matrix.rows(Subject.GPUS).stream()
                        .filter(product -> !words.isEmpty() && words(product).containsAll(words))
                        .toList();
        List<GpuProduct> plain = named.stream()
                .filter(product ->
                        words(product).stream().allMatch(word -> words.contains(word) || BRAND.contains(word)))
                .toList();
        List<GpuProduct> meant = plain.isEmpty() ? named : plain;
        if (meant.isEmpty()
                || meant.stream().allMatch(product -> product.capabilities().isEmpty())) {
            return new Match.None(near(typed));
        }
        return resolved(meant, words);
    }

    private Match resolved(List<GpuProduct> products, List<String> words) {
        List<ComputeCapability> capabilities = products.stream()
                .flatMap(product -> product.capabilities().stream())
                .distinct()
                .toList();
        if (capabilities.size() > 1) {
            return new Match.Several(candidates(products));
        }
        GpuProduct shortest = products.stream()
                .min(Comparator.comparing((GpuProduct product) -> product.name().length()))
                .orElseThrow();
        return new Match.One(
                shortest.name(),
                capabilities.get(0),
                products.stream().allMatch(product -> product.segment() == Segment.DATACENTER),
                shortest.segment() == Segment.JETSON
                        ? module(words.isEmpty() ? words(shortest) : words)
                        : Optional.empty());
    }

    /** The names, and of one name for several chips their capabilities. */
    private static List<String> candidates(List<GpuProduct> products) {
        Stream<String> texts = products.size() > 1
                ? products.stream()
                        .map(product -> product.name() + " ("
                                + product.capabilities().stream()
                                        .map(ComputeCapability::toString)
                                        .collect(Collectors.joining(" or "))
                                + ")")
                : products.get(0).capabilities().stream().map(ComputeCapability::toString);
        return texts.limit(MOST_CANDIDATES).toList();
    }

    /** The module with these words in its name: the one with the fewest others. */
    public Optional<JetsonModule> module(String name) {
        return module(words(name));
    }

    private Optional<JetsonModule> module(List<String> words) {
        List<String> telling =
                words.stream().filter(word -> !BRAND.contains(word)).toList();
        return matrix.rows(Subject.JETSON_MODULES).stream()
                .filter(row -> !telling.isEmpty() && words(row.name()).containsAll(telling))
                .min(Comparator.comparing(row -> words(row.name()).size()));
    }

    private static List<String> words(GpuProduct product) {
        List<String> words = new ArrayList<>(words(product.name()));
        product.nvmlName().ifPresent(name -> words.addAll(words(name)));
        return words;
    }

    /** Small words; a brand, a number and what follows it are told apart also where nothing is between them. */
    private static List<String> words(String name) {
        String spaced = name.toLowerCase(Locale.ROOT)
                .replaceAll("\\b(rtx|gtx|gt|quadro|titan|tesla|geforce|jetson)(?=[a-z]?\\d)", "$1 ")
                .replaceAll("(?<=\\d)(ti|super)\\b", " $1");
        return Arrays.stream(spaced.split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Products with a similar name, or with similar words that tell them apart. */
    private List<String> near(String typed) {
        Map<String, String> products = new LinkedHashMap<>();
        for (GpuProduct product : matrix.rows(Subject.GPUS)) {
            products.putIfAbsent(product.name(), product.name());
            products.putIfAbsent(telling(product.name()), product.name());
        }
        List<String> near = NearNames.of(typed.strip(), products.keySet());
        return (near.isEmpty() ? NearNames.of(telling(typed), products.keySet()) : near)
                .stream()
                        .map(name -> Objects.requireNonNull(products.get(name)))
                        .distinct()
                        .toList();
    }

    private static String telling(String name) {
        return words(name).stream().filter(word -> !BRAND.contains(word)).collect(Collectors.joining(" "));
    }
}
