package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.ComposeFile;
import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.matrix.Matrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A compose service seen with the ways in which it may ask for a GPU. */
record ServiceView(ComposeFile.Service service, Optional<BaseImage> image) {
    private static final List<String> DEVICES = List.of("deploy", "resources", "reservations", "devices");

    static ServiceView of(ComposeFile.Service service, Matrix matrix) {
        return new ServiceView(service, service.image().map(use -> BaseImage.of(use, matrix)));
    }

    YamlNode node() {
        return service.node();
    }

    Place place() {
        return service.entry().place();
    }

    /** The device requests under {@code deploy} that are about GPUs. */
    List<YamlNode> deviceRequests() {
        return node().itemsAt(DEVICES.toArray(String[]::new)).stream()
                .filter(request -> request.textAt("driver")
                        .filter(driver -> !driver.equals("nvidia"))
                        .isEmpty())
                .toList();
    }

    /** The device requests that name devices of the container device interface. */
    Stream<YamlNode> cdiRequests() {
        return node().itemsAt(DEVICES.toArray(String[]::new)).stream()
                .filter(request ->
                        request.textAt("driver").filter("cdi"::equals).isPresent());
    }

    /** The device requests in {@code gpus}, where it is a list. */
    Stream<YamlNode> gpuRequests() {
        return node().itemsAt("gpus").stream();
    }

    /** The entries that mount the driver's files by hand. */
    boolean mountsDriver() {
        return Stream.of("devices", "volumes")
                .flatMap(list -> node().itemsAt(list).stream())
                .anyMatch(item -> item.text()
                        .filter(text -> text.startsWith("/dev/nvidia"))
                        .isPresent());
    }

    boolean usesNvidiaRuntime() {
        return node().textAt("runtime").filter("nvidia"::equals).isPresent();
    }

    /** Whether devices are handed over by name of the container device interface. */
    boolean usesCdi() {
        boolean short_ = node().itemsAt("devices").stream().anyMatch(device -> device.text()
                .filter(text -> text.startsWith("nvidia.com/gpu"))
                .isPresent());
        return short_ || cdiRequests().findAny().isPresent();
    }

    boolean asksForGpu() {
        return node().at("gpus").isPresent() || !deviceRequests().isEmpty() || usesCdi();
    }

    Optional<String> environment(String name) {
        return EnvironmentList.value(node().at("environment"), name);
    }

    Optional<Place> environmentPlace(String name) {
        return EnvironmentList.place(node().at("environment"), name);
    }
}
