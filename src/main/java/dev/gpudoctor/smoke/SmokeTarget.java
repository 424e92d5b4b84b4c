package dev.gpudoctor.smoke;

import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the smoke test uses: one GPU and one file for each role.
 *
 * @param gpu the driver's ordinal
 * @param libraries file by role; a role without one is not there
 * @param libraryPath directories the children's loader looks in first, for what the files themselves ask for by name
 * @param tensorRt version of the TensorRT to use
 * @param trtexec its trtexec
 * @param reasons why a role has no file, where that is known
 */
public record SmokeTarget(
        int gpu,
        Map<Role, String> libraries,
        List<String> libraryPath,
        Optional<Version> tensorRt,
        Optional<String> trtexec,
        Map<Role, String> reasons) {
    public SmokeTarget {
        libraries = Map.copyOf(libraries);
        libraryPath = List.copyOf(libraryPath);
        reasons = Map.copyOf(reasons);
    }
}
