package dev.gpudoctor.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** The top command; it does nothing but hold the others. */
@Command(
        name = "gpudoctor",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Finds what is wrong with an NVIDIA GPU stack, explains why, and says how to fix it.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:healthy, or the question was answered",
            "1:findings at or above --fail-on, a failed smoke layer, or no stack fits",
            "2:unusable command line or input",
            "3:not decided, or nothing could be checked",
            "70:a fault of gpudoctor itself"
        },
        subcommands = {
            CheckCommand.class,
            SnapshotCommand.class,
            DiffCommand.class,
            FleetCommand.class,
            InitCommand.class,
            SmokeCommand.class,
            ExplainCommand.class,
            FixCommand.class,
            InspectCommand.class,
            LintCommand.class,
            SuggestCommand.class,
            ImagesCommand.class,
            DockerfileCommand.class,
            MatrixCommand.class,
            CompletionCommand.class
        })
final class GpudoctorCommand {
    /** The same commands, found without reading annotations, which takes a tenth of a short run. */
    static final Map<String, Class<?>> BY_NAME = Map.ofEntries(
            Map.entry("check", CheckCommand.class),
            Map.entry("snapshot", SnapshotCommand.class),
            Map.entry("diff", DiffCommand.class),
            Map.entry("fleet", FleetCommand.class),
            Map.entry("init", InitCommand.class),
            Map.entry("smoke", SmokeCommand.class),
            Map.entry("explain", ExplainCommand.class),
            Map.entry("fix", FixCommand.class),
            Map.entry("inspect", InspectCommand.class),
            Map.entry("lint", LintCommand.class),
            Map.entry("suggest", SuggestCommand.class),
            Map.entry("images", ImagesCommand.class),
            Map.entry("dockerfile", DockerfileCommand.class),
            Map.entry("matrix", MatrixCommand.class),
            Map.entry("completion", CompletionCommand.class));
}
