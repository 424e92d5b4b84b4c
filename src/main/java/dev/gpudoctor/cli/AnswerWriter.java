package dev.gpudoctor.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Standard output as a writer that remembers why a write failed, which {@link PrintWriter} keeps to itself. */
final class AnswerWriter extends PrintWriter {
    /** Says what kind of file standard output is. */
    private static final Path KIND = Path.of("/proc/self/fd/1");

    private final Remembering target;

    private AnswerWriter(Remembering target) {
        super(target, false, StandardCharsets.UTF_8);
        this.target = target;
    }

    static AnswerWriter ofProcess() {
        return new AnswerWriter(new Remembering(new FileOutputStream(FileDescriptor.out)));
    }

    /** Why a write failed; empty if none did, or only because the reader of a pipe has left. */
    Optional<String> loss() {
        return target.failure.filter(reason -> !isPipe());
    }

    /** The only way in which a write to a pipe fails is that nobody reads it any more. */
    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(KIND).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException e) {
            // Without /proc: say what was lost rather than nothing.
            return false;
        }
    }

    private static final class Remembering extends FilterOutputStream {
        private Optional<String> failure = Optional.empty();

        Remembering(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = Optional.of(String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }
}
