package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Every GPU must have the property that is asked for.
 *
 * @param <T> the property's type
 */
final class EachGpuRequired<T> implements Rule<Machine> {
    private final String id;
    private final Requirement requirement;
    private final BiFunction<Gpu, Matrix, Observed<T>> property;
    private final Predicate<T> fits;

    EachGpuRequired(
            String id, Requirement requirement, BiFunction<Gpu, Matrix, Observed<T>> property, Predicate<T> fits) {
        this.id = id;
        this.requirement = requirement;
        this.property = property;
        this.fits = fits;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Scope<Machine> scope() {
        return requirement.scope();
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(GpuCountRequired.GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Gpu> gpus = facts.find(GpuCountRequired.GPUS).orElse(List.of());
        if (gpus.isEmpty()) {
            return requirement.unmet("no GPU");
        }
        String unfit = gpus.stream()
                .filter(gpu -> of(gpu, facts).filter(value -> !fits.test(value)).isPresent())
                .map(gpu -> of(gpu, facts).map(Object::toString).orElse("") + " (GPU " + gpu.index() + ")")
                .collect(Collectors.joining(", "));
        if (!unfit.isEmpty()) {
            return requirement.unmet(unfit);
        }
        return gpus.stream().allMatch(gpu -> of(gpu, facts).isPresent())
                ? Judgement.pass()
                : Judgement.undetermined("not known of every GPU");
    }

    private java.util.Optional<T> of(Gpu gpu, Case<Machine> facts) {
        return property.apply(gpu, facts.matrix()).toOptional();
    }
}
