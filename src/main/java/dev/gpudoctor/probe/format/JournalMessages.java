package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages of journald's files, in the order in which they were first written. Only what is stored plainly is read;
 * messages that journald compressed are longer than those of the driver.
 */
public final class JournalMessages {
    private static final byte[] SIGNATURE = "LPKSHHRH".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FIELD = "MESSAGE=".getBytes(StandardCharsets.US_ASCII);
    /** Head of a data object, whose text follows; in the compact form some numbers more. */
    private static final List<Integer> HEADS = List.of(64, 72);

    private static final int DATA = 1;
    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_MESSAGES = 20_000;

    private JournalMessages() {}

    /**
     * Reads the last messages.
     *
     * @param limit most bytes to look at, from the end of the file
     * @throws IOException if it is no journal
     */
    public static List<String> read(FileView file, int limit) throws IOException {
        byte[] start = file.upTo(0, SIGNATURE.length);
        if (!java.util.Arrays.equals(start, SIGNATURE)) {
            throw new IOException("not a journal");
        }
        byte[] bytes = file.upTo(Math.max(0, file.size() - limit), limit);
        List<String> messages = new ArrayList<>();
        int from = 0;
        while (messages.size() < MAX_MESSAGES) {
            int at = next(bytes, from);
            if (at < 0) {
                break;
            }
            message(bytes, at).ifPresent(messages::add);
            from = at + FIELD.length;
        }
        return messages;
    }

    private static int next(byte[] bytes, int from) {
        for (int i = from; i <= bytes.length - FIELD.length; i++) {
            if (bytes[i] == FIELD[0] && java.util.Arrays.equals(bytes, i, i + FIELD.length, FIELD, 0, FIELD.length)) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> message(byte[] bytes, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int head : HEADS) {
            int object = at - head;
            if (object >= 0 && bytes[object] == DATA && bytes[object + 1] == 0) {
                long size = buffer.getLong(object + 8);
                long length = size - head - FIELD.length;
                if (length > 0 && length <= MAX_MESSAGE && at + FIELD.length + length <= bytes.length) {
                    return Optional.of(new String(bytes, at + FIELD.length, (int) length, StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }
}
