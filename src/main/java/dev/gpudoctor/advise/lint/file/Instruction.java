package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.advise.lint.shell.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One instruction of a Dockerfile with everything put in that is known when it runs.
 *
 * @param keyword in capitals
 * @param flags such as {@code --platform=…}
 * @param words the arguments, split as the instruction splits them
 * @param execForm whether the arguments were a JSON array
 * @param commands for {@code RUN}, {@code CMD}, {@code ENTRYPOINT}: the commands they start
 * @param settings for {@code ENV}, {@code ARG}, {@code LABEL}: names and values in order
 * @param onBuild whether it runs only in images built on this one
 */
public record Instruction(
        String keyword,
        List<Word> flags,
        List<Word> words,
        boolean execForm,
        List<Command> commands,
        Map<String, Word> settings,
        boolean onBuild,
        Place place) {
    public boolean is(String name) {
        return keyword.equals(name);
    }

    /** The value of a flag: {@code flag("from")} of {@code --from=build}. */
    public Optional<Word> flag(String name) {
        return flags.stream().filter(flag -> flag.startsWith("--" + name + "=")).findFirst();
    }
}
