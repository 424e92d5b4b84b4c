package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.json.FileFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Writes a CI pipeline that checks the GPU stack of its runner, or what Slurm, Ansible or Kubernetes need to "
                        + "check their nodes.")
final class InitCommand implements Callable<Integer> {
    /** What it is for; one file each. */
    enum Pipeline {
        GITHUB("github.yml"),
        GITLAB("gitlab.yml"),
        JENKINS("jenkins.groovy"),
        /** A health check, which is also a prolog. */
        SLURM("slurm.sh"),
        /** A playbook. */
        ANSIBLE("ansible.yml"),
        /** Manifests. */
        KUBERNETES("kubernetes.yaml");

        private final String resource;

        Pipeline(String resource) {
            this.resource = resource;
        }

        /** Whether the file is run as it is. */
        boolean isScript() {
            return this == SLURM;
        }

        String text() {
            try (InputStream in = InitCommand.class.getResourceAsStream("/dev/gpudoctor/pipeline/" + resource)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException("pipeline " + resource, e);
            }
        }
    }

    private final Console console;

    @Parameters(index = "0", paramLabel = "TARGET", description = "${COMPLETION-CANDIDATES}.")
    private Pipeline pipeline;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output; missing directories are created.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--force", description = "Overwrite the file if it exists.")
    private boolean force;

    InitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        if (output.isEmpty() || output.get().equals("-")) {
            console.out().print(pipeline.text());
            return ExitCode.OK;
        }
        Path file = console.directory().resolve(output.get()).toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            StandardOpenOption existing = force ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW;
            Files.writeString(file, pipeline.text(), StandardOpenOption.CREATE, existing, StandardOpenOption.WRITE);
            if (pipeline.isScript() && !file.toFile().setExecutable(true, false)) {
                throw new IOException("it cannot be made executable");
            }
        } catch (FileAlreadyExistsException e) {
            throw new InputException(output.get() + " is there already (--force overwrites it)");
        } catch (IOException e) {
            throw new InputException("--output: can't write " + output.get() + ": " + FileFault.reason(e));
        }
        console.err().println("gpudoctor: wrote " + output.get());
        return ExitCode.OK;
    }
}
