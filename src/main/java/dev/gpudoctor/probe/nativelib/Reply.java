package dev.gpudoctor.probe.nativelib;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a call came back with.
 *
 * @param outcome whether there was a call at all
 * @param code what the function returned; 0 is success, and functions without a return code count as successful
 * @param numbers what it wrote into its number arguments
 * @param text what it wrote into its text argument, the file that was loaded, or why it could not be
 */
record Reply(Outcome outcome, int code, List<Long> numbers, String text) {
    /** Longest text taken from a library. */
    static final int MAX_TEXT = 1024;

    /** Ways in which a question can end in the child. */
    enum Outcome {
        /** The function was called and came back. */
        RETURNED,
        /** The library has no such function. */
        MISSING,
        /** The library could not be loaded. */
        NOT_LOADED,
        /** The library was not opened, for a reason of ours. */
        WITHHELD
    }

    Reply {
        numbers = List.copyOf(numbers);
        text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    /** Unsigned 32-bit numbers. */
    static Reply of(int code, int... numbers) {
        return of(
                code, Arrays.stream(numbers).mapToLong(Integer::toUnsignedLong).toArray());
    }

    static Reply of(int code, long... numbers) {
        return new Reply(Outcome.RETURNED, code, Arrays.stream(numbers).boxed().toList(), "");
    }

    /** A C string; a buffer without an end counts as a whole. */
    static Reply of(int code, byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new Reply(Outcome.RETURNED, code, List.of(), new String(text, 0, end, StandardCharsets.UTF_8));
    }

    static Reply loaded(String file) {
        return new Reply(Outcome.RETURNED, 0, List.of(), file);
    }

    static Reply notLoaded(String reason) {
        return new Reply(Outcome.NOT_LOADED, 0, List.of(), reason);
    }

    static Reply withheld(String reason) {
        return new Reply(Outcome.WITHHELD, 0, List.of(), reason);
    }

    static Reply missing() {
        return new Reply(Outcome.MISSING, 0, List.of(), "");
    }

    /** The numbers of one call after the other until one fails; what the first call said if that was it. */
    static Reply untilError(int most, IntFunction<Reply> call) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Reply reply = call.apply(i);
            if (!reply.isSuccess()) {
                return i == 0 ? reply : new Reply(Outcome.RETURNED, 0, numbers, "");
            }
            numbers.addAll(reply.numbers());
        }
        return new Reply(Outcome.RETURNED, 0, numbers, "");
    }

    boolean isSuccess() {
        return outcome == Outcome.RETURNED && code == 0;
    }

    /** The first number as an int; 0 where the function gave none. */
    int number() {
        return number(0);
    }

    /** One of the numbers as an int; 0 where the function gave fewer. */
    int number(int place) {
        return (int) number64(place);
    }

    /** One of the numbers; 0 where the function gave fewer. */
    long number64(int place) {
        return place < numbers.size() ? numbers.get(place) : 0;
    }
}
