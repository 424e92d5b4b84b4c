package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.advise.lint.shell.Word;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One build stage.
 *
 * @param name behind {@code AS}, empty if it has none
 * @param parent the stage it starts from, if it starts from one
 * @param image the image it starts from in the end, through all parents; empty when a build argument hides it
 * @param isFinal whether a build without {@code --target} ships this stage
 */
public record Stage(
        String name,
        Optional<Stage> parent,
        Optional<ImageUse> image,
        List<Instruction> instructions,
        boolean isFinal,
        Place place) {
    /** The instructions of this stage and, before them, of the stages it starts from. */
    public List<Instruction> history() {
        Deque<Stage> chain = new ArrayDeque<>();
        for (Optional<Stage> stage = Optional.of(this);
                stage.isPresent();
                stage = stage.get().parent()) {
            chain.push(stage.get());
        }
        return chain.stream().flatMap(stage -> stage.instructions().stream()).toList();
    }

    public Stream<Instruction> all(String keyword) {
        return instructions.stream().filter(instruction -> instruction.is(keyword));
    }

    /** What {@code RUN} starts. */
    public Stream<Command> commands() {
        return all("RUN").flatMap(run -> run.commands().stream());
    }

    /** The last value {@code ENV} gives a variable, here or in a stage before. */
    public Optional<Word> environment(String name) {
        return history().stream()
                .filter(instruction ->
                        instruction.is("ENV") && instruction.settings().containsKey(name))
                .map(instruction -> instruction.settings().get(name))
                .reduce((first, last) -> last);
    }
}
