package dev.gpudoctor.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a library can do to whoever loads it. */
enum HostileLibrary {
    CRASHES_BY_ABORT("cuInit", "abort", "SIGNAL", "driver.library.crashed", Facts.NVML),
    CRASHES_BY_NULL_POINTER("nvmlInit_v2", "null", "SIGNAL", "driver.library.crashed", Facts.CUDA),
    OVERFLOWS_THE_STACK("nvmlDeviceGetName", "overflow", "SIGNAL", "driver.library.crashed", Facts.BOTH),
    MEETS_AN_ILLEGAL_INSTRUCTION("cuDriverGetVersion", "raise 4", "SIGNAL", "driver.library.crashed", Facts.NVML),
    KILLS_ITS_PROCESS("cuInit", "raise 9", "SIGNAL", "driver.library.crashed", Facts.NVML),
    EATS_ALL_MEMORY("cuInit", "eat", "", "", Facts.NVML),
    EXITS_AS_IF_ALL_WERE_WELL("cuInit", "exit 0", "EXIT", "driver.library.crashed", Facts.NVML),
    LOOPS_FOR_EVER("cuInit", "loop", "TIME_OUT", "driver.library.hangs", Facts.NVML),
    SLEEPS_FOR_EVER("nvmlInit_v2", "sleep 100000", "TIME_OUT", "driver.library.hangs", List.of()),
    STOPS_ITS_PROCESS("cuInit", "raise 19", "TIME_OUT", "driver.library.hangs", Facts.NVML),
    PRINTS_WITHOUT_END("nvmlInit_v2", "shout", "FLOOD", "driver.library.floods", Facts.BOTH),
    CLOSES_STANDARD_OUTPUT("cuInit", "close", "", "", Facts.BOTH),
    FORKS("cuInit", "fork", "", "", Facts.BOTH),
    LEAVES_AN_ORPHAN("nvmlInit_v2", "orphan", "", "", Facts.BOTH),
    LEAVES_A_DAEMON("nvmlInit_v2", "daemon", "", "", Facts.BOTH),
    TAKES_MORE_MEMORY_THAN_IT_MAY("cuInit", "feast", "SIGNAL", "driver.library.crashed", Facts.NVML),
    ANSWERS_RUBBISH("strings", "rubbish", "GARBAGE", "driver.library.floods", Facts.CALLS),
    REPORTS_TEN_THOUSAND_GPUS("gpus", "10000", "GARBAGE", "", Facts.BOTH),
    CRASHES_WHEN_LOADED("load libcuda.so.1", "null", "SIGNAL", "driver.library.crashed", Facts.NVML),
    HANGS_WHEN_LOADED("load libnvidia-ml.so.1", "loop", "TIME_OUT", "driver.library.hangs", List.of()),
    CRASHES_WHEN_ASKED_FOR_ITS_VERSION("cudnnGetVersion", "abort", "SIGNAL", "driver.library.crashed", Facts.BOTH),
    IS_CUT_OFF("", "", "", "", Facts.NVML) {
        @Override
        void harm(FakeMachine machine) throws IOException {
            Path library = libcuda(machine).toRealPath();
            byte[] whole = Files.readAllBytes(library);
            Files.write(library, java.util.Arrays.copyOf(whole, whole.length / 2));
        }
    },
    IS_A_PIPE("", "", "TIME_OUT", "driver.library.hangs", List.of()) {
        @Override
        void harm(FakeMachine machine) throws IOException {
            Files.delete(libcuda(machine));
            HostileFile.pipe(libcuda(machine));
        }
    },
    IS_A_LINK_TO_ITSELF("", "", "", "", Facts.NVML) {
        @Override
        void harm(FakeMachine machine) throws IOException {
            Files.delete(libcuda(machine));
            Files.createSymbolicLink(libcuda(machine), Path.of("libcuda.so.1"));
        }
    },
    IS_ENDLESS("", "", "", "", Facts.NVML) {
        @Override
        void harm(FakeMachine machine) throws IOException {
            Files.delete(libcuda(machine));
            Files.createSymbolicLink(libcuda(machine), Path.of("/dev/zero"));
        }
    };

    private final String key;
    private final String value;
    private final String incident;
    private final String finding;
    private final List<String> intact;

    HostileLibrary(String key, String value, String incident, String finding, List<String> intact) {
        this.key = key;
        this.value = value;
        this.incident = incident;
        this.finding = finding;
        this.intact = intact;
    }

    /** Writes the fault into the machine's script. */
    final void describe(FakeMachine machine) {
        if (!key.isEmpty()) {
            machine.answer(key, value);
        }
    }

    /** Changes the machine's files. */
    void harm(FakeMachine machine) throws IOException {}

    /** What kind of incident the snapshot has to hold. */
    Optional<String> incident() {
        return Optional.of(incident).filter(kind -> !kind.isEmpty());
    }

    /** Which finding has to name the fault. */
    Optional<String> finding() {
        return Optional.of(finding).filter(id -> !id.isEmpty());
    }

    /** Facts that have to be found all the same. */
    List<String> intact() {
        return intact;
    }

    private static Path libcuda(FakeMachine machine) {
        return machine.root().resolve("usr/lib/x86_64-linux-gnu/libcuda.so.1");
    }

    private static final class Facts {
        static final List<String> CALLS = List.of("/answers/nvmlInit", "/answers/cuInit");
        static final List<String> NVML = List.of("/answers/nvmlInit", "/answers/nvmlDriver", "/gpus");
        static final List<String> CUDA = List.of("/answers/cuInit", "/answers/cudaDevices");
        static final List<String> BOTH =
                List.of("/answers/nvmlInit", "/gpus", "/answers/cuInit", "/answers/cudaDevices");
    }
}
