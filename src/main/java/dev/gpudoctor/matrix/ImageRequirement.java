package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * What the CUDA images of one minor demand of the host in {@code NVIDIA_REQUIRE_CUDA}.
 *
 * @param branches driver branches accepted besides the CUDA level itself
 * @param listsGeforce whether that holds for GeForce and TITAN too
 */
public record ImageRequirement(
        Version cuda, List<Integer> branches, Optional<Boolean> listsGeforce, Provenance provenance) implements Row {
    public ImageRequirement {
        branches = List.copyOf(branches);
    }

    @Override
    public String key() {
        return cuda.toString();
    }

    static ImageRequirement read(RowReader row) {
        return new ImageRequirement(
                row.version("cuda"), row.numbers("branches"), row.optionalFlag("listsGeforce"), Provenance.read(row));
    }
}
