package dev.gpudoctor.cli;

import dev.gpudoctor.advise.stack.KnownMachine;
import dev.gpudoctor.advise.stack.KnownMachineReader;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.advise.stack.WishException;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.MachineReader;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.MachineProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is wished for, and the machine it is for. */
final class WishOptions {
    /** Wishes that describe another machine, which makes looking at this one pointless. */
    private static final Set<String> ELSEWHERE = Set.of("gpu", "platform");

    @Parameters(
            arity = "0..*",
            paramLabel = "REQUIREMENT",
            description =
                    "For example torch>=VERSION, tensorrt, python=VERSION, gpu='Tesla T4', driver=VERSION, keep=driver.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--from", paramLabel = "SNAPSHOT", description = "Suggest for the machine in this snapshot.")
    private Optional<String> from = Optional.empty();

    /**
     * The wishes.
     *
     * @throws InputException if one cannot be read
     */
    List<Wish> wishes() throws InputException {
        List<Wish> wishes = new ArrayList<>();
        for (String text : texts) {
            try {
                wishes.add(Wish.parse(text));
            } catch (WishException e) {
                throw new InputException(e);
            }
        }
        return wishes;
    }

    /**
     * The machine to advise for.
     *
     * @throws InputException if the snapshot cannot be read
     */
    KnownMachine here(List<Wish> wishes, Matrix matrix, Console console) throws InputException {
        Optional<Machine> machine = machine(wishes, matrix, console);
        return machine.isPresent() ? here(machine.get(), matrix) : KnownMachine.UNKNOWN;
    }

    static KnownMachine here(Machine machine, Matrix matrix) {
        return KnownMachineReader.read(machine, matrix);
    }

    /**
     * The machine to advise for; empty where the wishes describe another one.
     *
     * @throws InputException if the snapshot cannot be read
     */
    Optional<Machine> machine(List<Wish> wishes, Matrix matrix, Console console) throws InputException {
        if (wishes.stream().anyMatch(wish -> ELSEWHERE.contains(wish.subject()))) {
            return Optional.empty();
        }
        // The images are the largest tables, and there is time while the driver answers.
        MachineReader reader = console.reader()
                .of(MachineProbe.Scope.INVENTORY)
                .whileWaiting(() -> BackgroundTask.start(matrix::images));
        return Optional.of(
                from.isPresent() ? reader.read(from.get()).machine() : reader.live(List.of(), Optional.empty(), false));
    }
}
