package dev.gpudoctor.machine;

/**
 * A file below /dev that the stack opens.
 *
 * @param path such as {@code /dev/nvidia0}
 * @param mode octal permissions, such as {@code 666}
 * @param owner user and group, such as {@code root:video}
 * @param accessible whether this user may open it for reading and writing
 */
public record DeviceNode(String path, Observed<String> mode, Observed<String> owner, Observed<Boolean> accessible) {}
