package dev.gpudoctor.rules.policy;

import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.compat.NearNames;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes rules of requirements, or says in one sentence why one makes no sense. */
public final class RequirementReader {
    private static final Pattern SHAPE = Pattern.compile("([a-z][a-z0-9.-]*)\\s*([<>=!~].*)");
    private static final Pattern SIZE = Pattern.compile("([<>=!]{0,2})\\s*(\\d{1,5})\\s*(MiB|GiB)");
    private static final Pattern NAMED =
            Pattern.compile("([<>=!]{0,2})\\s*(?!v?[\\d.]+$)([A-Za-z0-9][A-Za-z0-9 ._+/()-]*)");
    private static final int MIB_PER_GIB = 1024;
    private static final int MIB_SHIFT = 20;

    private final Matrix matrix;
    private final Predicate<String> isPackage;

    private record Mebibytes(long count) {
        @Override
        public String toString() {
            return count + " MiB";
        }
    }

    /** @param isPackage whether the probe looks for a Python package of that name */
    public RequirementReader(Matrix matrix, Predicate<String> isPackage) {
        this.matrix = matrix;
        this.isPackage = isPackage;
    }

    /** A requirement that can't be meant; the message says why, without a place. */
    public static final class UnusableRequirementException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableRequirementException(String message) {
            super(message);
        }
    }

    /**
     * Reads what one writes on the command line, such as {@code cuda>=12.4}.
     *
     * @throws UnusableRequirementException if it is no requirement
     */
    public Rule<Machine> parse(String text, String place) throws UnusableRequirementException {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new UnusableRequirementException(
                    "'" + text + "' is no requirement (NAME, one of >= <= = != > <, VERSION; such as gpu.count>=1)");
        }
        return rule(new Requirement(matcher.group(1), matcher.group(2), place));
    }

    /**
     * The rule that a requirement is.
     *
     * @throws UnusableRequirementException if its name is unknown or its condition is none or can't be met
     */
    public Rule<Machine> rule(Requirement requirement) throws UnusableRequirementException {
        String name = requirement.name();
        String condition = requirement.condition();
        return switch (name) {
            case "gpu.count" -> new GpuCountRequired(requirement, range(condition, condition));
            case "gpu.memory" -> {
                VersionRange range = range(condition, inMebibytes(condition));
                yield new EachGpuRequired<>(
                        "policy.gpu-memory.unmet",
                        requirement,
                        (gpu, known) -> gpu.memoryTotal().map(bytes -> new Mebibytes(bytes >> MIB_SHIFT)),
                        size -> range.admits(Version.of(Long.toString(size.count()))));
            }
            case "gpu.capability" -> {
                VersionRange range = range(condition, capabilities(condition));
                yield new EachGpuRequired<>(
                        "policy.gpu-capability.unmet",
                        requirement,
                        (gpu, known) -> gpu.capability(),
                        capability -> range.admits(Version.of(capability.toString())));
            }
            case "gpu.architecture" -> {
                List<String> wanted = architectures(condition);
                yield new EachGpuRequired<>(
                        "policy.gpu-architecture.unmet",
                        requirement,
                        RequirementReader::architecture,
                        architecture -> wanted.contains(architecture.toLowerCase(Locale.ROOT)));
            }
            default -> version(requirement);
        };
    }

    private Rule<Machine> version(Requirement requirement) throws UnusableRequirementException {
        if (!Copies.knows(requirement.name()) && !isPackage.test(requirement.name())) {
            throw new UnusableRequirementException("nothing is called '" + requirement.name() + "'; known are "
                    + String.join(", ", Copies.names())
                    + ", gpu.count, gpu.memory, gpu.capability, gpu.architecture"
                    + " and Python packages of the stack such as torch");
        }
        return new VersionRequired(requirement, range(requirement.condition(), requirement.condition()));
    }

    /** The range of numbers, told by the text as it was written. */
    private static VersionRange range(String written, String numbers) throws UnusableRequirementException {
        VersionRange range = VersionRange.parse(numbers)
                .orElseThrow(() -> new UnusableRequirementException("'" + written + "' is no range (such as >=2,<3)"));
        if (range.isEmpty()) {
            throw new UnusableRequirementException("'" + written + "' admits nothing");
        }
        return range;
    }

    /** The same condition with every size as a number of MiB. */
    private static String inMebibytes(String condition) throws UnusableRequirementException {
        List<String> bounds = new ArrayList<>();
        for (String bound : condition.split(",", -1)) {
            Matcher matcher = SIZE.matcher(bound.strip());
            if (!matcher.matches()) {
                throw new UnusableRequirementException(
                        "'" + condition + "' is no size of memory (whole MiB or GiB, such as >=40GiB)");
            }
            int size = Integer.parseInt(matcher.group(2));
            bounds.add(matcher.group(1) + (matcher.group(3).equals("GiB") ? size * MIB_PER_GIB : size));
        }
        return String.join(",", bounds);
    }

    /** The same condition with every GPU's name as its compute capability. */
    private String capabilities(String condition) throws UnusableRequirementException {
        List<String> bounds = new ArrayList<>();
        for (String bound : condition.split(",", -1)) {
            Matcher matcher = NAMED.matcher(bound.strip());
            bounds.add(matcher.matches() ? matcher.group(1) + capability(matcher.group(2)) : bound);
        }
        return String.join(",", bounds);
    }

    private ComputeCapability capability(String name) throws UnusableRequirementException {
        GpuNames.Match match = new GpuNames(matrix).find(name);
        if (match instanceof GpuNames.Match.One one) {
            return one.capability();
        }
        String others = String.join(
                ", ",
                match instanceof GpuNames.Match.Several several
                        ? several.candidates()
                        : ((GpuNames.Match.None) match).near());
        throw new UnusableRequirementException(
                match instanceof GpuNames.Match.Several
                        ? "'" + name + "' can be " + others
                        : "no GPU is called '" + name + "'" + (others.isEmpty() ? "" : "; did you mean " + others + "?")
                                + " ('gpudoctor matrix show gpus' names all)");
    }

    private static Observed<String> architecture(Gpu gpu, Matrix matrix) {
        return gpu.capability().flatMap(capability -> matrix.capability(capability)
                .map(Capability::architecture)
                .map(name -> Observed.found(name))
                .orElse(Observed.unreadable("compute capability " + capability + " is not in the matrix")));
    }

    private List<String> architectures(String condition) throws UnusableRequirementException {
        List<String> known = matrix.rows(Subject.CAPABILITIES).stream()
                .map(Capability::architecture)
                .distinct()
                .toList();
        List<String> wanted = Stream.of(condition.replaceFirst("^==?", "").split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        Optional<String> unknown = wanted.stream()
                .filter(name -> known.stream().noneMatch(name::equalsIgnoreCase))
                .findFirst();
        if (unknown.isPresent()) {
            List<String> near = NearNames.of(unknown.get(), known);
            throw new UnusableRequirementException("no architecture is called '" + unknown.get() + "'"
                    + (near.isEmpty() ? "" : "; did you mean " + near.get(0).toLowerCase(Locale.ROOT) + "?")
                    + " (known are "
                    + known.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "))
                    + ")");
        }
        return wanted;
    }
}
