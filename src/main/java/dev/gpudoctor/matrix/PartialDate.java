package dev.gpudoctor.matrix;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/** A date as a source gives it: a day, a month ({@code 2026-06}) or a year. */
public record PartialDate(String text, LocalDate firstDay, LocalDate lastDay) {
    private static final Pattern SHAPE = Pattern.compile("\\d{4}(-\\d{2}){0,2}");

    /** Reads a date, or nothing when the whole text is not one. */
    public static Optional<PartialDate> parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        // By hand, for the JDK's formatter takes longer to start than all dates of the matrix take.
        int year = Integer.parseInt(text.substring(0, 4));
        try {
            return Optional.of(
                    switch (text.length()) {
                        case 4 -> new PartialDate(text, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
                        case 7 -> {
                            YearMonth month = YearMonth.of(year, Integer.parseInt(text.substring(5)));
                            yield new PartialDate(text, month.atDay(1), month.atEndOfMonth());
                        }
                        default -> {
                            LocalDate day = LocalDate.of(
                                    year, Integer.parseInt(text.substring(5, 7)), Integer.parseInt(text.substring(8)));
                            yield new PartialDate(text, day, day);
                        }
                    });
        } catch (DateTimeException notInTheCalendar) {
            return Optional.empty();
        }
    }

    /** Whether the whole span lies before the day. */
    public boolean isBefore(LocalDate day) {
        return lastDay.isBefore(day);
    }

    @Override
    public String toString() {
        return text;
    }
}
