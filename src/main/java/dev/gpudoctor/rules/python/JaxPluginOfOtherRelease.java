package dev.gpudoctor.rules.python;

import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** JAX leaves a CUDA plugin of another release than jaxlib unused and computes on the processor. */
public final class JaxPluginOfOtherRelease implements Rule<InstalledPackage> {
    private static final Pattern PLUGIN = Pattern.compile("jax-cuda\\d+-(?:plugin|pjrt)");

    @Override
    public String id() {
        return "python.jax.plugin-mismatch";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        PythonPackage plugin = facts.subject().item();
        Optional<PythonPackage> jaxlib = facts.subject().beside("jaxlib");
        if (!PLUGIN.matcher(plugin.name()).matches() || jaxlib.isEmpty()) {
            return Judgement.notApplicable("not a plugin of JAX");
        }
        return ByLaw.judge(
                FrameworkLaw.pluginOf(plugin.version(), jaxlib.get().version()), forbidden -> Judgement.fail()
                        .with("plugin", plugin.name())
                        .with("version", plugin.version())
                        .with("jaxlib", jaxlib.get().version())
                        .with("extra", plugin.name().replaceAll("jax-(cuda\\d+)-.*", "$1"))
                        .seenIn(List.of(new Evidence(
                                Evidence.Source.PACKAGE_DATABASE,
                                plugin.directory(),
                                plugin.name() + " " + plugin.version()))));
    }
}
