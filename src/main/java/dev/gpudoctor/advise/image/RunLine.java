package dev.gpudoctor.advise.image;

import dev.gpudoctor.matrix.Image;
import java.util.List;

/** How to start an image with the GPU. */
public final class RunLine {
    private RunLine() {}

    /** By Docker's own option, or by the NVIDIA runtime on a Jetson. */
    public static List<String> docker(Image image) {
        return image.family() == Image.Family.L4T
                ? List.of("docker", "run", "--rm", "-it", "--runtime", "nvidia", image.reference())
                : List.of("docker", "run", "--rm", "-it", "--gpus", "all", image.reference());
    }

    /** By the name of the container device interface; Podman takes the same option. */
    public static List<String> cdi(Image image) {
        return List.of("docker", "run", "--rm", "-it", "--device", "nvidia.com/gpu=all", image.reference());
    }

    /** As a service of a compose file. */
    public static List<String> compose(Image image) {
        String gpu = image.family() == Image.Family.L4T ? "    runtime: nvidia" : "    gpus: all";
        return List.of("services:", "  app:", "    image: " + image.reference(), gpu);
    }
}
