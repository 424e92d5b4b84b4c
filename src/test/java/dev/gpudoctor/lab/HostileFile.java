package dev.gpudoctor.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a tree of files can do to its reader. */
enum HostileFile {
    A_PIPE_FOR_A_FILE(List.of("/packages")) {
        @Override
        void harm(Path root) throws IOException {
            Files.delete(root.resolve(STATUS));
            pipe(root.resolve(STATUS));
        }
    },
    A_FILE_OF_A_TERABYTE(List.of("/packages")) {
        @Override
        void harm(Path root) throws IOException {
            try (RandomAccessFile file =
                    new RandomAccessFile(root.resolve(STATUS).toFile(), "rw")) {
                file.setLength(1L << 40);
            }
        }
    },
    ONE_LINE_WITHOUT_END(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            Files.writeString(root.resolve(STATUS), "Package: " + "x".repeat(1 << 24));
        }
    },
    RANDOM_BYTES(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            byte[] bytes = new byte[1 << 16];
            new java.util.Random(20261123).nextBytes(bytes);
            for (String path : List.of(STATUS, "etc/ld.so.cache", CUDART, "etc/nv_tegra_release")) {
                Files.createDirectories(root.resolve(path).getParent());
                Files.write(root.resolve(path), bytes);
            }
        }
    },
    LINKS_IN_A_CIRCLE(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            Files.createSymbolicLink(root.resolve("usr/local"), Path.of("local"));
            Files.createSymbolicLink(root.resolve("opt"), Path.of("/srv"));
            Files.createSymbolicLink(root.resolve("srv"), Path.of("/opt"));
            Files.createSymbolicLink(root.resolve("usr/lib/x86_64-linux-gnu/again"), Path.of("../.."));
        }
    },
    LINKS_OUT_OF_THE_TREE(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            Path outside = root.resolveSibling("secret");
            Files.writeString(outside, "Package: " + SECRET + "\nStatus: install ok installed\nVersion: 1\n\n");
            Files.delete(root.resolve(STATUS));
            Files.createSymbolicLink(root.resolve(STATUS), outside);
            Files.delete(root.resolve("etc/os-release"));
            Files.createSymbolicLink(
                    root.resolve("etc/os-release"),
                    Path.of("../../../../../../../..")
                            .resolve(outside.toString().substring(1)));
        }
    },
    A_DIRECTORY_FOR_EVERY_FILE(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            for (String path : List.of(STATUS, CUDART, "etc/os-release")) {
                Files.delete(root.resolve(path));
                Files.createDirectories(root.resolve(path));
            }
        }
    },
    TWENTY_THOUSAND_LIBRARIES(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            for (int i = 100; i < 20_100; i++) {
                Files.createFile(root.resolve("usr/lib/x86_64-linux-gnu/libcudart.so." + i));
            }
        }
    },
    THREE_HUNDRED_DIRECTORIES_DEEP(List.of()) {
        @Override
        void harm(Path root) throws IOException {
            Path site = root.resolve("usr/lib/python3/dist-packages");
            Files.createDirectories(site);
            Path deep = root.resolve("home/user");
            for (int i = 0; i < 300; i++) {
                deep = deep.resolve("venv");
            }
            Files.createDirectories(deep);
        }
    },
    VANISHES_WHILE_IT_IS_READ(List.of()) {
        @Override
        AutoCloseable disturb(Path root) {
            AtomicBoolean over = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    comeAndGo(root.resolve(CUDART));
                    comeAndGo(root.resolve(STATUS));
                }
            });
            thread.start();
            return () -> {
                over.set(true);
                thread.join();
            };
        }
    };

    /** Stands outside every tree and may turn up in no report. */
    static final String SECRET = "outside-of-the-tree";

    private static final String STATUS = "var/lib/dpkg/status";
    private static final String CUDART = "usr/lib/x86_64-linux-gnu/libcudart.so.12.4.127";

    private final List<String> unreadable;

    HostileFile(List<String> unreadable) {
        this.unreadable = unreadable;
    }

    /** Changes the tree. */
    void harm(Path root) throws IOException {}

    /** Changes the tree while it is read, until closed. */
    AutoCloseable disturb(Path root) {
        return () -> {};
    }

    /** Facts that have to say that they could not be read. */
    List<String> unreadable() {
        return unreadable;
    }

    /** Makes a named pipe, which blocks whoever opens it. */
    static void pipe(Path path) throws IOException {
        try {
            if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
                throw new IOException("mkfifo " + path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void comeAndGo(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            Thread.sleep(1);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            Thread.sleep(1);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
