package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** What is known of the commands before they are modelled is what their annotations say. */
class CommandNamesTest {
    @Test
    void commandsAreFoundByTheNamesOfTheirAnnotations() {
        Map<String, Class<?>> annotated = new TreeMap<>();
        for (Class<?> type : GpudoctorCommand.class.getAnnotation(Command.class).subcommands()) {
            annotated.put(type.getAnnotation(Command.class).name(), type);
        }

        assertThat(GpudoctorCommand.BY_NAME).containsExactlyInAnyOrderEntriesOf(annotated);
    }

    @Test
    void allOptionsOfTheMachineKeepALookFromStartingEarly() {
        CommandSpec options = CommandSpec.forAnnotatedObject(new MachineOptions());

        assertThat(options.options().stream().flatMap(option -> Stream.of(option.names())))
                .containsExactlyInAnyOrderElementsOf(MachineOptions.NAMES);
        assertThat(new CommandLine(options)
                        .getCommandSpec()
                        .findOption("--timeout")
                        .defaultValue())
                .isEqualTo(String.valueOf(MachineOptions.usual().limit().toSeconds()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--root=/x", "--root", "--from", "--pid=1", "--timeout", "--help", "-h", "@arguments"})
    void aLookThatIsNotTheUsualOneWaitsForTheCommandLine(String argument) {
        assertThat(MachineOptions.areUsual(List.of("--format", "json", argument)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=json", "--strict", "--rooted", "--only", "hardware"})
    void theUsualLookStartsEarly(String argument) {
        assertThat(MachineOptions.areUsual(List.of(argument))).isTrue();
    }
}
