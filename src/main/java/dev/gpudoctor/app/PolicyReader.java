package dev.gpudoctor.app;

import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.file.YamlNode.Entry;
import dev.gpudoctor.advise.lint.file.YamlReader;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.policy.DriverIsSupported;
import dev.gpudoctor.rules.policy.Exemption;
import dev.gpudoctor.rules.policy.ExemptionIsCurrent;
import dev.gpudoctor.rules.policy.Exemptions;
import dev.gpudoctor.rules.policy.Requirement;
import dev.gpudoctor.rules.policy.RequirementReader;
import dev.gpudoctor.rules.policy.RequirementReader.UnusableRequirementException;
import dev.gpudoctor.smoke.Layer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a policy, and refuses it at the first thing that it can't mean, with file and line. */
public final class PolicyReader {
    private static final Set<String> KEYS =
            Set.of("require", "allow", "forbid", "fail-on", "strict", "smoke", "expired", "end-of-life");
    private static final Set<String> EXEMPTION_KEYS = Set.of("id", "subject", "reason", "until");
    private static final Map<String, Boolean> TRUTH = Map.of("true", true, "false", false);
    private static final Map<String, Boolean> EXPIRED = Map.of("note", false, "error", true);
    private static final Map<String, Severity> END_OF_LIFE =
            Map.of("warning", Severity.WARNING, "error", Severity.ERROR);
    private static final Map<String, FailOn> FAIL_ON = Stream.of(FailOn.values())
            .collect(Collectors.toMap(value -> value.name().toLowerCase(Locale.ROOT), value -> value));
    /** The model is named on the command line of {@code gpudoctor smoke}; a policy has none. */
    private static final Map<String, Layer> LAYERS =
            EnumSet.complementOf(EnumSet.of(Layer.MODEL, Layer.FRAMEWORK)).stream()
                    .collect(Collectors.toMap(Layer::id, value -> value));

    private final PolicyFile file;
    private final RequirementReader requirements;
    private final Catalog catalog;
    private final LocalDate today;

    /** @param today the day that exemptions and ends of life are compared with */
    public PolicyReader(PolicyFile file, RequirementReader requirements, Catalog catalog, LocalDate today) {
        this.file = file;
        this.requirements = requirements;
        this.catalog = catalog;
        this.today = today;
    }

    /**
     * The whole policy.
     *
     * @throws InputException if it can't be used; the message names file and line
     */
    public Policy read() throws InputException {
        YamlNode top = document();
        keys(top, KEYS);
        List<Rule<Machine>> rules = new ArrayList<>(requirements(top));
        List<Exemption> allowed = exemptions(top, "allow");
        List<Exemption> forbidden = exemptions(top, "forbid");
        List<Exemption> dated = Stream.concat(allowed.stream(), forbidden.stream())
                .filter(exemption -> exemption.until().isPresent())
                .toList();
        if (choice(top, "expired", EXPIRED).orElse(false)) {
            refuseExpired(dated);
        }
        dated.forEach(exemption -> rules.add(new ExemptionIsCurrent(exemption, today)));
        choice(top, "end-of-life", END_OF_LIFE)
                .ifPresent(severity -> rules.add(new DriverIsSupported(today, severity)));
        return new Policy(
                rules,
                new Exemptions(allowed, forbidden),
                choice(top, "fail-on", FAIL_ON),
                choice(top, "strict", TRUTH).orElse(false),
                layers(top));
    }

    private YamlNode document() throws InputException {
        try {
            List<YamlNode> documents = YamlReader.read(file.name(), file.text());
            if (documents.size() == 1 && documents.get(0) instanceof YamlNode.Mapping mapping) {
                return mapping;
            }
        } catch (UnreadableFileException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        }
        throw fault(new Place(1, 1), "a policy is one mapping of " + names(KEYS));
    }

    private List<Rule<Machine>> requirements(YamlNode top) throws InputException {
        List<Rule<Machine>> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Entry entry :
                section(top, "require", YamlNode.Mapping.class).entries().toList()) {
            if (!seen.add(entry.name())) {
                throw fault(entry.place(), "'" + entry.name() + "' stands twice");
            }
            String condition = condition(entry);
            Requirement requirement = new Requirement(entry.name(), condition, place(entry.place()));
            try {
                rules.add(requirements.rule(requirement));
            } catch (UnusableRequirementException e) {
                throw fault(entry.place(), String.valueOf(e.getMessage()));
            }
        }
        return rules;
    }

    /** A text; architectures may be a list, since one of them is enough. */
    private String condition(Entry entry) throws InputException {
        boolean alternatives = entry.name().equals("gpu.architecture") && entry.value() instanceof YamlNode.Sequence;
        String condition = alternatives
                ? entry.value().items().flatMap(item -> item.text().stream()).collect(Collectors.joining(","))
                : entry.value().text().orElse("").strip();
        if (condition.isEmpty()) {
            throw fault(entry.place(), "'" + entry.name() + "' needs a condition (such as \">=2,<3\")");
        }
        return condition;
    }

    private List<Exemption> exemptions(YamlNode top, String name) throws InputException {
        List<Exemption> exemptions = new ArrayList<>();
        for (YamlNode item : section(top, name, YamlNode.Sequence.class).items().toList()) {
            keys(item, EXEMPTION_KEYS);
            String id = text(item, "id").orElseThrow(() -> fault(item.place(), "an exemption needs an id"));
            if (catalog.find(id).isEmpty()) {
                throw fault(
                        item.at("id").orElse(item).place(),
                        "no finding is called '" + id + "' (gpudoctor explain --list names them)");
            }
            String reason = text(item, "reason")
                    .orElseThrow(() -> fault(item.place(), "the exemption of " + id + " needs a reason"));
            exemptions.add(new Exemption(id, text(item, "subject"), reason, until(item), place(item.place())));
        }
        return exemptions;
    }

    private Optional<LocalDate> until(YamlNode item) throws InputException {
        Optional<String> text = text(item, "until");
        try {
            return text.map(LocalDate::parse);
        } catch (DateTimeException e) {
            throw fault(item.at("until").orElse(item).place(), "'" + text.get() + "' is no day (such as 2030-12-31)");
        }
    }

    private void refuseExpired(List<Exemption> exemptions) throws InputException {
        for (Exemption exemption : exemptions) {
            if (exemption.isExpired(today)) {
                throw new InputException(exemption.place() + ": the exemption of " + exemption.id() + " expired on "
                        + exemption.until().orElseThrow());
            }
        }
    }

    private List<Layer> layers(YamlNode top) throws InputException {
        List<Layer> layers = new ArrayList<>();
        for (YamlNode item :
                section(top, "smoke", YamlNode.Sequence.class).items().toList()) {
            layers.add(choice(item, LAYERS));
        }
        return layers;
    }

    private YamlNode section(YamlNode top, String name, Class<? extends YamlNode> kind) throws InputException {
        Optional<Entry> entry = top.entry(name);
        if (entry.isPresent() && !kind.isInstance(entry.get().value())) {
            throw fault(
                    entry.get().place(),
                    "'" + name + "' is a " + (kind == YamlNode.Sequence.class ? "list" : "mapping"));
        }
        return entry.map(Entry::value).orElse(new YamlNode.Sequence(List.of(), top.place()));
    }

    /** A text that says something; a key without a value is one that was forgotten. */
    private Optional<String> text(YamlNode item, String name) throws InputException {
        Optional<Entry> entry = item.entry(name);
        if (entry.isPresent()
                && entry.get().value().text().filter(text -> !text.isBlank()).isEmpty()) {
            throw fault(entry.get().place(), "'" + name + "' needs a text");
        }
        return entry.flatMap(found -> found.value().text()).map(String::strip);
    }

    private <T> Optional<T> choice(YamlNode top, String name, Map<String, T> values) throws InputException {
        Optional<YamlNode> node = top.at(name);
        return node.isEmpty() ? Optional.empty() : Optional.of(choice(node.get(), values));
    }

    private <T> T choice(YamlNode node, Map<String, T> values) throws InputException {
        String text = node.text().orElse("");
        if (!values.containsKey(text)) {
            throw fault(node.place(), "'" + text + "' is none of " + names(values.keySet()));
        }
        return values.get(text);
    }

    private void keys(YamlNode node, Set<String> known) throws InputException {
        if (!(node instanceof YamlNode.Mapping)) {
            throw fault(node.place(), "not a mapping of " + names(known));
        }
        Set<String> seen = new HashSet<>();
        for (Entry entry : node.entries().toList()) {
            if (!known.contains(entry.name())) {
                throw fault(entry.place(), "unknown key '" + entry.name() + "'; known are " + names(known));
            }
            if (!seen.add(entry.name())) {
                throw fault(entry.place(), "'" + entry.name() + "' stands twice");
            }
        }
    }

    private static String names(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private String place(Place place) {
        return file.name() + ":" + place.line();
    }

    private InputException fault(Place place, String what) {
        return new InputException(file.name() + ":" + place + ": " + what);
    }
}
