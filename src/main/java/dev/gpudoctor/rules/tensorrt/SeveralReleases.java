package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An engine runs in the release that built it, so releases side by side need care. */
public final class SeveralReleases implements Rule<Machine> {
    private static final int RELEASE_PARTS = 3;

    @Override
    public String id() {
        return "tensorrt.releases.several";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Map<Version, String> releases = releases(facts.machine());
        return Judgement.failIf(releases.size() > 1, () -> Judgement.fail()
                .with("count", releases.size())
                .with(
                        "releases",
                        releases.entrySet().stream()
                                .map(release -> release.getKey() + " in " + release.getValue())
                                .collect(Collectors.joining(", "))));
    }

    /** Each release with the first place where it is; a Python package and its libraries count once. */
    private static Map<Version, String> releases(Machine machine) {
        Map<Version, String> releases = new LinkedHashMap<>();
        Stream.concat(
                        machine.tensorRts().stream().map(SeveralReleases::library),
                        machine.consumers().stream()
                                .filter(consumer -> consumer.program().equals("tensorrt"))
                                .filter(consumer -> consumer.kind() == Consumer.Kind.PYTHON)
                                .map(SeveralReleases::bindings))
                .map(Map::entrySet)
                .flatMap(Collection::stream)
                .forEach(release -> releases.putIfAbsent(release.getKey(), release.getValue()));
        return releases;
    }

    private static Map<Version, String> library(TensorRt tensorRt) {
        return release(tensorRt.version(), tensorRt.main().path());
    }

    private static Map<Version, String> bindings(Consumer consumer) {
        return release(consumer.programVersion(), consumer.place());
    }

    private static Map<Version, String> release(Observed<Version> version, String place) {
        return version.toOptional()
                .map(known -> Map.of(known.prefix(RELEASE_PARTS), place))
                .orElse(Map.of());
    }
}
