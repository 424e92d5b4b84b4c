package dev.gpudoctor.matrix;

import java.util.regex.Pattern;

/**
 * PCI device ids that all belong to GPUs of one architecture.
 *
 * @param first lowest device id, as a number
 * @param last highest device id, itself included
 */
public record PciRange(int first, int last, String architecture, Provenance provenance) implements Row {
    private static final Pattern DEVICE_ID = Pattern.compile("[0-9a-f]{4}");

    @Override
    public String key() {
        return Integer.toHexString(first);
    }

    boolean contains(int deviceId) {
        return first <= deviceId && deviceId <= last;
    }

    static PciRange read(RowReader row) {
        return new PciRange(
                deviceId(row, "first"), deviceId(row, "last"), row.text("architecture"), Provenance.read(row));
    }

    private static int deviceId(RowReader row, String name) {
        String text = row.text(name);
        if (!DEVICE_ID.matcher(text).matches()) {
            throw row.refusal(name, "is not a PCI device id: " + text);
        }
        return Integer.parseInt(text, 16);
    }
}
