package dev.gpudoctor.app;

import dev.gpudoctor.advise.lint.LintFiles;
import dev.gpudoctor.advise.lint.LintReport;
import dev.gpudoctor.advise.lint.Linter;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.UnreadFile;
import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import dev.gpudoctor.json.FileFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the files to lint, each bounded, and puts the rules to them. */
public final class LintService {
    private static final Pattern GPU_WORDS = Pattern.compile("(?i)nvidia|cuda|gpu");
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
            if (!name.equals("-") && Files.isDirectory(directory.resolve(name))) {
                walk(name, directory, files);
            } else {
                read(name, directory, standardInput, files).ifPresent(unreadable::add);
            }
        }
        if (!unreadable.isEmpty() && unreadable.size() == files.size()) {
            throw new InputException(unreadable.get(0));
        }
        return linter.lint(files);
    }

    private Optional<UnreadableFileException> read(
            String name, Path directory, InputStream standardInput, List<LintFile> files) throws InputException {
        try {
            String text = name.equals("-") ? read(standardInput, name) : read(directory.resolve(name), name);
            files.add(LintFiles.read(name, text, buildArguments));
            return Optional.empty();
        } catch (UnreadableFileException e) {
            files.add(unread(name, e, true));
            return Optional.of(e);
        } catch (IOException e) {
            throw new InputException("can't read " + name + ": " + FileFault.reason(e));
        }
    }

    /** Files whose names only may mean something are passed over where they turn out to be something else. */
    private void walk(String name, Path directory, List<LintFile> files) throws InputException {
        List<String> inside = LintTree.files(directory, name);
        if (inside.isEmpty()) {
            throw new InputException(name + ": no Dockerfile, compose file, manifest or requirements in it");
        }
        for (String file : inside) {
            String text = "";
            try {
                text = read(directory.resolve(file), file);
                files.add(LintFiles.read(file, text, buildArguments));
            } catch (UnreadableFileException e) {
                if (e.why() != UnreadableFileException.Why.OTHER_KIND
                        && GPU_WORDS.matcher(text).find()) {
                    files.add(unread(file, e, false));
                }
            } catch (IOException e) {
                throw new InputException("can't read " + file + ": " + FileFault.reason(e));
            }
        }
    }

    private static UnreadFile unread(String name, UnreadableFileException e, boolean isNamed) {
        return new UnreadFile(name, e.place(), e.reason(), e.why() == UnreadableFileException.Why.TEMPLATE, isNamed);
    }

    private static String read(Path path, String name) throws IOException, InputException {
        if (!Files.isRegularFile(path)) {
            throw new InputException(
                    "can't read " + name + ": " + (Files.exists(path) ? "not a file" : "no such file"));
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
