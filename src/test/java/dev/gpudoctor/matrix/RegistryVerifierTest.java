package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rows say beside what was published. */
class RegistryVerifierTest {
    private static final String TABLES = """
            {"rows":[{"table":"frameworks/torch","packages":["torch"],"parts":3,"from":"2.0",
              "elsewhere":{"2.9.9":"Came as an archive."}}]}
            """;

    private static final String SNAPSHOT = """
            {"package":"torch","releases":[
            {"version":"2.8.0","released":"2025-08-06","wheels":[
             {"platform":"linux-x86_64","python":["3.9","3.10","3.13t"],"file":"f","sha256":"0","size":1,
              "requires":["nvidia-cudnn-cu12==9.10.2.21; platform_system == 'Linux'","triton==3.4.0"],
              "constants":{"cuda":"12.8"}}]},
            {"version":"2.8.0rc1","released":"2025-07-01","wheels":[{"platform":"linux-x86_64","python":["3.9"],
              "file":"f","sha256":"1","size":1}]}
            %s]}
            """;

    private static final String ROW = """
            {"framework":"torch","release":"%s","variant":"cu128","isDefault":true,"platform":"linux-x86_64",
             "cuda":"%s","cudnn":["%s"],"python":["%s"],"released":"%s","sources":["doc"]}
            """;

    @TempDir
    private Path folder;

    private MatrixFolder matrix(String more, String... rows) {
        return MatrixFolder.in(folder)
                .rows(Subject.CUDA, """
                        {"version":"12.8.0","label":"12.8 GA","stage":"ga","targets":["8.0"],"sources":["doc"]}
                        """, """
                        {"version":"12.6.0","label":"12.6 GA","stage":"ga","targets":["8.0"],"sources":["doc"]}
                        """)
                .rows(Subject.named("torch").orElseThrow(), rows)
                .file("registry/tables.json", TABLES)
                .file("registry/snapshot/torch.json", SNAPSHOT.formatted(more));
    }

    private static String row(String release) {
        return ROW.formatted(release, "12.8", "=9.10.2.21", ">=3.9,<=3.10", "2025-08-06");
    }

    @Test
    void whatAgreesIsCounted() {
        MatrixVerifier.Verification verification =
                MatrixVerifier.verify(matrix("", row("2.8.0")).source());
        assertThat(verification.issues()).isEmpty();
        assertThat(verification.compared()).contains("1 rows of 1 tables compared with 1 published releases");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12.6 | =9.10.2.21 | >=3.9,<=3.10 | 2025-08-06 | /rows/0/cuda     | 12.6, its wheel says 12.8
            12.8 | =9.8.0.87  | >=3.9,<=3.10 | 2025-08-06 | /rows/0/cudnn    | 9.8.0.87, its wheel asks for 9.10.2.21
            12.8 | =9.10.2.21 | =3.10        | 2025-08-06 | /rows/0/python   | leaves out Python 3.9
            12.8 | =9.10.2.21 | >=3.9,<=3.11 | 2025-08-06 | /rows/0/python   | has Python 3.11
            12.8 | =9.10.2.21 | >=3.9,<=3.10 | 2025-08-07 | /rows/0/released | the registry has 2025-08-06
            """)
    void aContradictionIsFound(
            String cuda, String cudnn, String python, String released, String place, String problem) {
        assertThat(MatrixVerifier.verify(matrix("", ROW.formatted("2.8.0", cuda, cudnn, python, released))
                                .source())
                        .issues())
                .singleElement()
                .satisfies(issue -> assertThat(issue.kind()).isEqualTo(MatrixIssue.Kind.CONTRADICTION))
                .satisfies(issue -> assertThat(issue.place()).isEqualTo(place))
                .satisfies(issue -> assertThat(issue.problem()).contains(problem));
    }

    @Test
    void aReleaseThatNobodyPublishedIsFound() {
        assertThat(MatrixVerifier.verify(matrix("", row("2.8.0"), row("2.8.7"), row("2.9.9"), row("1.9.0"))
                                .source())
                        .issues())
                .extracting(MatrixIssue::toString)
                .containsExactly("frameworks/torch.json [/rows/1/release]: 2.8.7 was never published");
    }

    @Test
    void aPublishedReleaseWithoutARowIsFoundUntilTheDayOfTheTable() {
        String later = """
                ,{"version":"2.8.1","released":"2026-01-30","wheels":[{"platform":"linux-x86_64","python":["3.9"],
                  "file":"f","sha256":"2","size":1}]}
                ,{"version":"2.8.2","released":"2026-02-01","wheels":[{"platform":"linux-x86_64","python":["3.9"],
                  "file":"f","sha256":"3","size":1}]}
                ,{"version":"2.8.3","released":"2026-01-30","yanked":true,"wheels":[{"platform":"linux-x86_64",
                  "python":["3.9"],"file":"f","sha256":"4","size":1}]}
                """;
        assertThat(MatrixVerifier.verify(matrix(later, row("2.8.0")).source()).issues())
                .extracting(MatrixIssue::toString)
                .containsExactly("frameworks/torch.json [/rows]: 2.8.1 was published and has no row");
        assertThat(MatrixVerifier.verify(matrix(later, row("2.8.0"))
                                .file("manifest.json", """
                                        {"schemaVersion":1,"dataVersion":"9","asOf":"2026-01-01",
                                         "tables":{"frameworks/torch":"2026-02-28"}}
                                        """)
                                .source())
                        .issues())
                .hasSize(2);
    }

    @Test
    void aRowWithoutFactsIsFound() {
        assertThat(MatrixVerifier.verify(matrix("", row("2.8.0"), """
                                        {"framework":"torch","release":"2.9.9","sources":["doc"]}
                                        """).source()).issues())
                .extracting(MatrixIssue::toString)
                .containsExactly("frameworks/torch.json [torch 2.9.9]: states no fact");
    }
}
