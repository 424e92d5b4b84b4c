package dev.gpudoctor.report;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import java.time.Instant;

/**
 * Everything a check has to say.
 *
 * @param tool who says it
 * @param matrix what it was judged by
 * @param generatedAt when it was judged
 * @param snapshot what was judged
 * @param diagnosis what was found
 */
public record Report(Tool tool, MatrixStamp matrix, Instant generatedAt, Snapshot snapshot, Diagnosis diagnosis) {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/report/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 1;

    /** The facts that were judged. */
    public Machine machine() {
        return snapshot.machine();
    }

    /** The program. */
    public record Tool(String name, String version) {}

    /**
     * The matrix that was used.
     *
     * @param dataVersion its version
     * @param asOf date of its data
     * @param overlay directory whose rows were used, over the built-in ones or alone; empty if none
     */
    public record MatrixStamp(String dataVersion, String asOf, String overlay) {
        public static MatrixStamp of(Matrix matrix) {
            return new MatrixStamp(
                    matrix.manifest().dataVersion().toString(),
                    matrix.manifest().asOf().toString(),
                    matrix.folder().orElse(""));
        }

        /** Version and date, and the directory where rows come from one. */
        String text() {
            return "matrix " + dataVersion + " as of " + asOf + (overlay.isEmpty() ? "" : " from " + overlay);
        }
    }
}
