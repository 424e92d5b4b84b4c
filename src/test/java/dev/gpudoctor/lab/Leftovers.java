package dev.gpudoctor.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processes that outlived the one that a test started. */
public final class Leftovers {
    private Leftovers() {}

    /** Those with a fake machine's environment or its script's place as an argument. */
    public static List<ProcessHandle> of(FakeMachine machine) {
        String mark = "GPUDOCTOR_FAKE=" + machine.script() + "\0";
        return ProcessHandle.allProcesses()
                .filter(process -> read(process, "environ").contains(mark)
                        || read(process, "cmdline").contains("\0" + machine.script() + "\0"))
                .toList();
    }

    /** Empty for a process that ended meanwhile or belongs to somebody else. */
    private static String read(ProcessHandle process, String name) {
        try {
            Path file = Path.of("/proc", Long.toString(process.pid()), name);
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
