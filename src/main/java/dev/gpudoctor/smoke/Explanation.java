package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Turns what a layer ran into into findings, by the codes and log texts that the catalogue has for its conditions. */
public final class Explanation {
    private static final int MAX_EVIDENCE = 5;
    private static final int MAX_CAUSES = 3;
    /** How the ids of the smoke test's own conditions begin. */
    private static final String OWN = "smoke.";

    private final Catalog catalog;

    public Explanation(Catalog catalog) {
        this.catalog = catalog;
    }

    LayerResult missing(Layer layer, Role role, SmokeTarget target) {
        String what = role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String reason = target.reasons().getOrDefault(role, "no library was found for " + what);
        Finding finding = catalog.finding(
                "smoke.library.missing",
                layer.id(),
                Map.of("layer", layer.id(), "reason", reason),
                List.of(),
                List.of());
        return LayerResult.skipped(layer, reason, List.of(finding));
    }

    LayerResult noWorker(Layer layer, SmokeTarget target) {
        String version = target.tensorRt().map(Object::toString).orElse("of an unknown version");
        String reason = "this distribution has no worker for TensorRT " + version;
        Finding finding = catalog.finding(
                "smoke.worker.missing",
                layer.id(),
                Map.of("layer", layer.id(), "version", version),
                List.of(),
                List.of());
        return LayerResult.skipped(layer, reason, List.of(finding));
    }

    /** The watch with what moved wrongly. */
    GpuWatched of(GpuWatched watched, int gpu) {
        return WatchJudgement.of(catalog, gpu, watched);
    }

    List<Finding> of(Layer layer, Outcome outcome, Transcript transcript, ChildResult child) {
        if (outcome == Outcome.PASSED) {
            return List.of();
        }
        List<String> lines = transcript.decisive(child);
        String reason = transcript.ended().map(WorkerEvent.Ended::reason).orElseGet(() -> child.end()
                .toString());
        List<Condition> known = known(transcript.codes(), lines, reason);
        String id = known.stream()
                .map(Condition::id)
                .filter(name -> name.startsWith(OWN))
                .findFirst()
                .orElseGet(() -> general(transcript, child));
        List<Condition> causes = known.stream()
                .filter(condition -> !condition.id().startsWith(OWN))
                .toList();
        return List.of(first(remedies(causes, transcript), finding(id, layer, reason, lines)));
    }

    /** Where to read on; of a cause that stands alone, what to do as well, so far as it can be said without a machine's facts. */
    private static List<Remedy> remedies(List<Condition> causes, Transcript transcript) {
        if (causes.size() > MAX_CAUSES && !transcript.codes().isEmpty()) {
            return List.of(explain(
                    causes.size() + " things are known to end so; read which they are.",
                    Integer.toString(transcript.codes().get(0).code())));
        }
        List<Remedy> remedies = new ArrayList<>();
        for (Condition cause : causes.subList(0, Math.min(MAX_CAUSES, causes.size()))) {
            remedies.add(explain("Read what is known of this: " + cause.title() + ".", cause.id()));
        }
        if (causes.size() == 1) {
            causes.get(0).remedies().stream().filter(Explanation::isWhole).forEach(remedies::add);
        }
        return remedies;
    }

    private static Remedy explain(String text, String what) {
        return new Remedy(text, List.of("gpudoctor", "explain", what), List.of(), false, false, false);
    }

    private static boolean isWhole(Remedy remedy) {
        return Stream.concat(Stream.of(remedy.text()), remedy.argv().stream()).noneMatch(text -> text.contains("{"));
    }

    /** The finding with these remedies before its own. */
    private static Finding first(List<Remedy> remedies, Finding finding) {
        return new Finding(
                finding.key(),
                finding.id(),
                finding.severity(),
                finding.title(),
                finding.message(),
                finding.subject(),
                finding.observed(),
                finding.required(),
                finding.why(),
                finding.evidence(),
                Stream.concat(remedies.stream(), finding.remedies().stream())
                        .distinct()
                        .toList(),
                finding.sources(),
                finding.causedBy());
    }

    private static String general(Transcript transcript, ChildResult child) {
        if (transcript.ended().isPresent()) {
            boolean wrong = transcript.measurements().stream().anyMatch(row -> !row.isGood());
            return wrong ? "smoke.result.wrong" : "smoke.layer.failed";
        }
        boolean time = child.end() instanceof ChildEnd.TimedOut || child.end() instanceof ChildEnd.FellSilent;
        return time ? "smoke.worker.timeout" : "smoke.worker.crashed";
    }

    /** Conditions that these codes and texts betray, in the catalogue's order, which is the order of repair. */
    private List<Condition> known(List<WorkerEvent.Code> codes, List<String> lines, String reason) {
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : catalog.all()) {
            boolean byCode = codes.stream().anyMatch(code -> condition
                    .codes()
                    .getOrDefault(code.family(), List.of())
                    .contains(code.code()));
            boolean byText = condition.logTexts().stream()
                    .anyMatch(text -> reason.contains(text) || lines.stream().anyMatch(line -> line.contains(text)));
            if (byCode || byText) {
                conditions.add(condition);
            }
        }
        return conditions;
    }

    private Finding finding(String id, Layer layer, String reason, List<String> lines) {
        List<Evidence> evidence = lines.stream()
                .limit(MAX_EVIDENCE)
                .map(line -> new Evidence(Evidence.Source.LIBRARY_CALL, "smoke layer " + layer.id(), line))
                .toList();
        return catalog.finding(id, layer.id(), Map.of("layer", layer.id(), "reason", reason), evidence, List.of());
    }
}
