package dev.gpudoctor.machine;

/**
 * An installed package of the system's package manager that belongs to the stack.
 *
 * @param manager whose database names it
 * @param name such as {@code cuda-compat-13-0}
 * @param version in the manager's own form, such as {@code 10.16.2.10-1+cuda13.2}; not a {@link
 *     dev.gpudoctor.version.Version}
 */
public record SystemPackage(Manager manager, String name, String version) {
    /** Package managers whose database can be read. */
    public enum Manager {
        DPKG,
        CONDA,
        RPM,
        PACMAN,
        APK,
        PORTAGE
    }
}
