package dev.gpudoctor.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A machine made of files: a root tree as a probe reads it and, inside it, libraries that can be loaded and answer as this
 * machine's script says. Everything lies below one folder, which the test removes.
 */
public final class FakeMachine {
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    private final Path folder;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<FakeGpu> gpus = new ArrayList<>();
    private final List<Library> libraries = new ArrayList<>();
    private final SortedSet<String> missing = new TreeSet<>();

    private record Library(String path, String soname) {
        String directory() {
            return path.substring(0, path.lastIndexOf('/'));
        }
    }

    private FakeMachine(Path folder) {
        this.folder = folder;
    }

    /** A machine without anything of NVIDIA. */
    public static FakeMachine in(Path folder) {
        return new FakeMachine(folder)
                .file(
                        "etc/os-release",
                        "PRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\nNAME=\"Ubuntu\"\nVERSION_ID=\"22.04\"\nID=ubuntu\nID_LIKE=debian\n")
                .file("proc/sys/kernel/osrelease", "5.15.0-122-generic\n")
                .file("proc/modules", "ext4 1000000 1 - Live 0x0000000000000000\n");
    }

    /** A healthy server: a driver with its kernel module, device nodes and libraries, and these GPUs. */
    public static FakeMachine healthy(Path folder, FakeGpu... gpus) {
        FakeMachine machine = in(folder).driver("580.159.04", 13000);
        for (FakeGpu gpu : gpus) {
            machine.gpu(gpu);
        }
        return machine;
    }

    /**
     * Installs and loads a driver.
     *
     * @param version such as {@code 535.183.01}
     * @param cuda the newest CUDA that it takes, as the driver counts: 12020 is 12.2
     */
    public FakeMachine driver(String version, int cuda) {
        answer("driver.version", version);
        answer("driver.cuda", Integer.toString(cuda));
        answer("nvml.version", cuda / 1000 + "." + version);
        file(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  " + version + "  Tue Sep 17 12:00:00 UTC 2024\n"
                        + "GCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n");
        file("sys/module/nvidia/version", version + "\n");
        file(
                "proc/modules",
                "nvidia_uvm 4943872 0 - Live 0x0000000000000000 (POE)\n"
                        + "nvidia_modeset 1355776 0 - Live 0x0000000000000000 (POE)\n"
                        + "nvidia 54075392 2 nvidia_uvm,nvidia_modeset, Live 0x0000000000000000 (POE)\n");
        for (String node : List.of("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")) {
            file("dev/" + node, "");
        }
        libraries.removeIf(
                library -> library.soname.equals("libcuda.so.1") || library.soname.equals("libnvidia-ml.so.1"));
        libraries.add(new Library(LIBRARIES + "/libcuda.so." + version, "libcuda.so.1"));
        libraries.add(new Library(LIBRARIES + "/libnvidia-ml.so." + version, "libnvidia-ml.so.1"));
        return this;
    }

    /** Adds a GPU; the first one added has number 0. */
    public FakeMachine gpu(FakeGpu gpu) {
        int number = gpus.size();
        gpus.add(gpu);
        gpu.properties().forEach((property, value) -> answer("gpu." + number + "." + property, value));
        answer("gpus", Integer.toString(gpus.size()));
        file("dev/nvidia" + number, "");
        String device = "sys/bus/pci/devices/" + gpu.kernelBusId() + "/";
        String[] ids = gpu.properties().get("pci").split(",");
        file(device + "vendor", "0x" + ids[0].substring(6).toLowerCase(Locale.ROOT) + "\n");
        file(device + "device", ids[0].substring(0, 6).toLowerCase(Locale.ROOT) + "\n");
        file(device + "subsystem_vendor", "0x" + ids[1].substring(6).toLowerCase(Locale.ROOT) + "\n");
        file(device + "subsystem_device", ids[1].substring(0, 6).toLowerCase(Locale.ROOT) + "\n");
        file(device + "class", "0x030200\n");
        file(
                "proc/driver/nvidia/gpus/" + gpu.kernelBusId() + "/information",
                "Model: \t\t " + gpu.properties().get("name") + "\nGPU UUID: \t "
                        + gpu.properties().get("uuid") + "\nBus Location: \t " + gpu.kernelBusId()
                        + "\nDevice Minor: \t " + number + "\n");
        return this;
    }

    /** Adds a line to the script; see {@code fake.h} for what it can say. */
    public FakeMachine answer(String key, String value) {
        answers.put(key, value);
        return this;
    }

    /**
     * Adds a library.
     *
     * @param path inside the machine, such as {@code usr/local/cuda-12.4/lib64/libcudart.so.12.4.127}; a link with the
     *     soname is made beside it
     * @param soname the library to be, such as {@code libcudart.so.12}
     * @param version what its version call answers, in its own encoding
     */
    public FakeMachine library(String path, String soname, long version) {
        libraries.add(new Library(path, soname));
        return answer(soname + ".version", Long.toString(version));
    }

    /** Takes a function out of every library, as an older release would have it. */
    public FakeMachine without(String function) {
        missing.add(function);
        return this;
    }

    /** Adds a file, or replaces it. */
    public FakeMachine file(String path, String content) {
        files.put(path, content);
        return this;
    }

    /** Removes a file that the builder put there. */
    public FakeMachine noFile(String path) {
        files.remove(path);
        return this;
    }

    /** Writes the machine into its folder. */
    public FakeMachine write() {
        try {
            String lines = answers.entrySet().stream()
                    .map(answer -> answer.getKey() + "=" + answer.getValue() + "\n")
                    .collect(Collectors.joining());
            Files.createDirectories(root());
            Files.writeString(script(), lines);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = root().resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            for (Library library : libraries) {
                Path path = root().resolve(library.path);
                Files.createDirectories(path.getParent());
                Files.copy(FakeLibraries.of(library.soname, missing), path);
                if (!path.endsWith(library.soname)) {
                    Files.createSymbolicLink(path.resolveSibling(library.soname), path.getFileName());
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The root tree. */
    public Path root() {
        return folder.resolve("root");
    }

    /** The script that the libraries follow. */
    public Path script() {
        return folder.resolve("answers.txt");
    }

    /** What a live process needs in its environment to meet this machine's libraries instead of real ones. */
    public Map<String, String> environment() {
        Set<String> directories = new LinkedHashSet<>();
        libraries.forEach(
                library -> directories.add(root().resolve(library.directory()).toString()));
        return Map.of("GPUDOCTOR_FAKE", script().toString(), "LD_LIBRARY_PATH", String.join(":", directories));
    }
}
