package dev.gpudoctor.probe.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The {@code .modinfo} section of a kernel module: {@code key=value} texts that end with a zero byte. */
public final class Modinfo {
    /** Name of the section. */
    public static final String SECTION = ".modinfo";

    private Modinfo() {}

    public static Map<String, String> read(byte[] section) {
        return KeyValues.read(new String(section, StandardCharsets.UTF_8).replace('\0', '\n'), '=');
    }
}
