package dev.gpudoctor.app;

import dev.gpudoctor.advise.lint.LintFiles;
import dev.gpudoctor.advise.lint.LintReport;
import dev.gpudoctor.advise.lint.Linter;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.UnreadFile;
import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the files to lint, each bounded, and puts the rules to them. */
public final class LintService {
    private static final int MAX_BYTES = 4 << 20;

    private final Linter linter;
    private final Map<String, String> buildArguments;

    public LintService(Linter linter, Map<String, String> buildArguments) {
        this.linter = linter;
        this.buildArguments = Map.copyOf(buildArguments);
    }

    /**
     * Lints files, and those of directories that are of a kind that is judged. A file that cannot be judged is a finding
     * as long as another can.
     *
     * @param directory where relative names begin
     * @param standardInput what the name {@code -} stands for
     * @throws InputException if one of them cannot be read or is nothing that can be linted
     */
    public LintReport lint(List<String> names, Path directory, InputStream standardInput) throws InputException {
        List<LintFile> files = new ArrayList<>();
        List<UnreadableFileException> unreadable = new ArrayList<>();
        for (String name : names) {
            boolean tree = !name.equals("-") && Files.isDirectory(directory.resolve(name));
            List<String> inside = tree ? LintTree.files(directory, name) : List.of(name);
            for (String file : inside) {
                try {
                    String text = file.equals("-") ? read(standardInput, file) : read(directory.resolve(file), file);
                    files.add(LintFiles.read(file, text, buildArguments));
                } catch (UnreadableFileException e) {
                    if (!tree || e.why() != UnreadableFileException.Why.OTHER_KIND) {
                        unreadable.add(e);
                        files.add(new UnreadFile(
                                file, e.place(), e.reason(), e.why() == UnreadableFileException.Why.TEMPLATE));
                    }
                } catch (IOException e) {
                    throw new InputException(file + ": can't be read");
                }
            }
            if (tree && inside.isEmpty()) {
                throw new InputException(name + ": no Dockerfile, compose file, manifest or requirements in it");
            }
        }
        if (!unreadable.isEmpty() && unreadable.size() == files.size()) {
            throw new InputException(unreadable.get(0));
        }
        return linter.lint(files);
    }

    private static String read(Path path, String name) throws IOException, InputException {
        if (!Files.isRegularFile(path)) {
            throw new InputException(name + ": no such file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return read(in, name);
        }
    }

    private static String read(InputStream in, String name) throws IOException, InputException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new InputException(name + ": longer than " + MAX_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
