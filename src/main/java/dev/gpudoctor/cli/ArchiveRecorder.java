package dev.gpudoctor.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Runs one command line after the other in one JVM, for {@code lib/make-archives} to record what they load and run. */
public final class ArchiveRecorder {
    private ArchiveRecorder() {}

    /**
     * Reads command lines from standard input, one a line, words apart by spaces, until the line {@code end}.
     *
     * @throws IOException if standard input cannot be read
     */
    public static void main(String... arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); !line.equals("end"); line = lines.readLine()) {
            new Main(Console.ofProcess()).run(line.split(" "));
        }
    }
}
