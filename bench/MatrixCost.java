import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.RuleSelection;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What the matrix costs {@code check}: the time of judging a machine with a matrix that has read nothing yet, less that of
 * judging it again with the same one. Prints four times in ms: wall and processor of the first round, medians of both after
 * warm-up.
 */
final class MatrixCost {
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 41;
    private static final LongSupplier WALL = System::nanoTime;
    private static final LongSupplier PROCESSOR = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

    private record Cost(double wall, double processor) {}

    public static void main(String... arguments) throws Exception {
        Snapshot machine = Snapshot.parse(Files.readString(Path.of(arguments[0])));
        Cost first = cost(machine);
        List<Cost> warm = Stream.generate(() -> cost(machine))
                .skip(WARM_UP)
                .limit(ROUNDS)
                .toList();
        System.out.printf(
                "%.1f %.1f %.1f %.1f%n",
                first.wall(), first.processor(), median(warm, Cost::wall), median(warm, Cost::processor));
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
        return costs.stream().mapToDouble(part).sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
    }

    private static Cost cost(Snapshot machine) {
        Catalog catalog = new Catalog();
        long wall = WALL.getAsLong();
        long processor = PROCESSOR.getAsLong();
        Matrix matrix = Matrix.builtIn();
        check(catalog, matrix, machine);
        long readWall = WALL.getAsLong();
        long readProcessor = PROCESSOR.getAsLong();
        check(catalog, matrix, machine);
        return new Cost(
                (readWall - wall - (WALL.getAsLong() - readWall)) / 1e6,
                (readProcessor - processor - (PROCESSOR.getAsLong() - readProcessor)) / 1e6);
    }

    private static void check(Catalog catalog, Matrix matrix, Snapshot machine) {
        try {
            new CheckService(catalog, matrix, Clock.systemUTC(), new Report.Tool("bench", "0"))
                    .check(machine, new RuleSelection(List.of(), List.of()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
