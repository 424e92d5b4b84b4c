package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.version.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaSupportTest {
    private static CudaSupport support(String from, String to, String except) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("from", from);
        fields.put("to", to);
        fields.put("except", except == null ? null : List.of(except));
        return CudaSupport.read(new RowReader("test.json", "", fields));
    }

    @ParameterizedTest
    @CsvSource({
        "12.0, 12.9, , 12.4, YES",
        "12.0, 12.9, , 12.0, YES",
        "12.0, 12.9, , 12.9.1, YES",
        "12.0, 12.9, , 13.0, NO",
        "12.0, 12.9, , 11.8, NO",
        "12.0, 12.9, 12.7, 12.7, NO",
        "12.0, 12.9, 12.7, 12.6.3, YES",
        "11.0.3, 11.5.2, , 11.0.3, YES",
        "11.0.3, 11.5.2, , 11.0.2, NO",
        "11.0.3, 11.5.2, , 11.0, YES",
        "11.0.3, 11.5.2, , 11.5, YES",
        ", 12.9, , 12.4, UNKNOWN",
        ", 12.9, , 13.0, NO",
        "12.0, , , 12.4, UNKNOWN",
        "12.0, , , 11.8, NO",
        ", , , 11.8, UNKNOWN"
    })
    void fit(String from, String to, String except, String cuda, CudaSupport.Fit fit) {
        assertThat(support(from, to, except).fit(Version.of(cuda))).isEqualTo(fit);
    }
}
