package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.TensorRt;
import java.util.List;
import java.util.stream.Stream;

/** Every library of the stack that a program of this machine would load. */
final class StackLibraries {
    private StackLibraries() {}

    static Stream<Library> of(Machine machine) {
        return Stream.of(
                        machine.toolkits().stream().flatMap(toolkit -> toolkit.libraries().stream()),
                        machine.cudnns().stream().map(Cudnn::main),
                        machine.tensorRts().stream().map(TensorRt::main),
                        machine.pythons().stream()
                                .flatMap(python -> python.packages().stream())
                                .map(item -> item.libraries())
                                .flatMap(List::stream))
                .flatMap(libraries -> libraries);
    }
}
