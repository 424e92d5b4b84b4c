package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.probe.LoaderResolution.Asker;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.host.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderResolutionTest {
    private static final byte[] LIBRARY = FakeElf.library("libcudart.so.12").bytes();
    private static final byte[] FOREIGN =
            FakeElf.library("libcudart.so.12").forArm().bytes();

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void aDebianSystem() {
        tree = new Tree(root).directory("/usr/lib/x86_64-linux-gnu").link("/lib", "usr/lib");
    }

    @Test
    void takesLibraryPathThenCacheThenDefaults() {
        tree.file("/opt/a/libcudart.so.12", LIBRARY)
                .file("/opt/b/libcudart.so.12", LIBRARY)
                .file("/usr/lib/x86_64-linux-gnu/libcudart.so.12", LIBRARY)
                .file(
                        "/etc/ld.so.cache",
                        new FakeCache()
                                .entry("libcudart.so.12", "/opt/b/libcudart.so.12")
                                .modern());

        assertThat(find(Map.of("LD_LIBRARY_PATH", "/opt/missing:/opt/a")))
                .containsExactly(
                        "/opt/a/libcudart.so.12",
                        "/opt/b/libcudart.so.12",
                        "/lib/x86_64-linux-gnu/libcudart.so.12",
                        "/usr/lib/x86_64-linux-gnu/libcudart.so.12");
        assertThat(find(Map.of())).first().isEqualTo("/opt/b/libcudart.so.12");
    }

    @Test
    void passesOverFilesOfAnotherArchitectureAndFilesThatAreNoLibraries() {
        tree.file("/opt/arm/libcudart.so.12", FOREIGN)
                .file("/opt/script/libcudart.so.12", "INPUT(-lcudart)")
                .file("/opt/a/libcudart.so.12", LIBRARY);

        assertThat(find(Map.of("LD_LIBRARY_PATH", "/opt/arm:/opt/script:/opt/a")))
                .containsExactly("/opt/a/libcudart.so.12");
    }

    @Test
    void knowsWhatStandsBeforeAndBehindLibraryPath() {
        tree.file("/app/own/libcudart.so.12", LIBRARY).file("/opt/a/libcudart.so.12", LIBRARY);
        LoaderResolution loader = loader(Map.of("LD_LIBRARY_PATH", "/opt/a"));

        assertThat(loader.first("libcudart.so.12", asker("/app/bin/x.so", "$ORIGIN/../own", "")))
                .contains("/app/bin/../own/libcudart.so.12");
        assertThat(loader.first("libcudart.so.12", asker("/app/bin/x.so", "", "${ORIGIN}/../own")))
                .contains("/opt/a/libcudart.so.12");
        assertThat(loader(Map.of()).first("libcudart.so.12", asker("/app/bin/x.so", "", "$ORIGIN/../own")))
                .contains("/app/bin/../own/libcudart.so.12");
    }

    @Test
    void ignoresRpathWhereThereIsARunpath() {
        tree.file("/app/old/libcudart.so.12", LIBRARY);

        assertThat(loader(Map.of()).first("libcudart.so.12", asker("/app/x.so", "/app/old", "/app/none")))
                .isEmpty();
    }

    @Test
    void readsLdconfigsSettingsWhereThereIsNoCache() {
        tree.file("/etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n")
                .file("/etc/ld.so.conf.d/988_cuda-12.conf", "# CUDA\n/usr/local/cuda-12/lib64\n")
                .file("/usr/local/cuda-12/lib64/libcudart.so.12", LIBRARY);

        assertThat(find(Map.of())).containsExactly("/usr/local/cuda-12/lib64/libcudart.so.12");
    }

    @Test
    void endsSettingsThatIncludeThemselves() {
        tree.file("/etc/ld.so.conf", "include /etc/ld.so.conf\ninclude *.conf\n/opt/a\n")
                .file("/opt/a/libcudart.so.12", LIBRARY);

        assertThat(find(Map.of())).containsExactly("/opt/a/libcudart.so.12");
    }

    @Test
    void listsSonamesButNotTheFilesBehindThem() {
        tree.file("/opt/a/libcudart.so.12.4.127", LIBRARY)
                .link("/opt/a/libcudart.so.12", "libcudart.so.12.4.127")
                .link("/opt/a/libcudart.so", "libcudart.so.12");

        assertThat(loader(Map.of("LD_LIBRARY_PATH", "/opt/a")).sonames("libcudart"))
                .containsExactly("libcudart.so.12");
    }

    @Test
    void outlivesADamagedCache() {
        tree.file("/etc/ld.so.cache", "glibc-ld.so.cache1.1 and nothing more");

        assertThat(loader(Map.of()).cacheEntries().isUnreadable()).isTrue();
        assertThat(find(Map.of())).isEmpty();
    }

    private List<String> find(Map<String, String> environment) {
        return loader(environment).find("libcudart.so.12");
    }

    private LoaderResolution loader(Map<String, String> environment) {
        Host host = tree.running(environment);
        return LoaderResolution.of(host, new Libraries(host, new Packages(host)));
    }

    private static Asker asker(String path, String rpath, String runpath) {
        FakeElf elf = FakeElf.library("x.so");
        if (!rpath.isEmpty()) {
            elf.rpath(rpath);
        }
        if (!runpath.isEmpty()) {
            elf.runpath(runpath);
        }
        try {
            return Asker.of(path, Elf.read(dev.gpudoctor.probe.host.FileView.of(elf.bytes())));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
