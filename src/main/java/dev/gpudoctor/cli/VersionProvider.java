package dev.gpudoctor.cli;

import dev.gpudoctor.app.Release;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return Release.current().lines();
    }
}
