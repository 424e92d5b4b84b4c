package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.SystemPackage.Manager;
import dev.gpudoctor.probe.format.RpmHeader;
import dev.gpudoctor.probe.format.SqliteTable;
import dev.gpudoctor.probe.host.FileView;
import dev.gpudoctor.probe.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The stack's packages on systems without dpkg: RPM, pacman, apk and Portage. RPM's older databases, of RHEL 8 and of
 * SUSE, are not read, nor is that of xbps.
 */
final class OtherPackages {
    private static final List<String> RPM = List.of("/usr/lib/sysimage/rpm", "/var/lib/rpm");
    private static final String SQLITE = "/rpmdb.sqlite";
    private static final String PACMAN = "/var/lib/pacman/local";
    private static final List<String> APK = List.of("/lib/apk/db/installed", "/usr/lib/apk/db/installed");
    private static final String PORTAGE = "/var/db/pkg/";
    private static final List<String> CATEGORIES = List.of("app-containers", "x11-drivers", "dev-util", "dev-libs");
    private static final Pattern PACMAN_NAME = Pattern.compile("(.+)-([^-]+-[^-]+)");
    private static final Pattern PORTAGE_NAME = Pattern.compile("(.+?)-(\\d.*)");
    private static final int MAX_INSTALLED = 24 << 20;
    /** Name and version are at the beginning of a header, behind its table of contents. */
    private static final int HEADER = 16 << 10;

    private static final int KEY = 4 << 10;
    private static final int MAX_PACKAGES = 2_000;

    private final Host host;

    OtherPackages(Host host) {
        this.host = host;
    }

    Observed<List<SystemPackage>> installed() {
        Optional<String> rpm = RPM.stream().filter(host::isDirectory).findFirst();
        if (rpm.isPresent()) {
            return RPM.stream()
                    .map(place -> place + SQLITE)
                    .filter(host::isFile)
                    .findFirst()
                    .map(file -> host.open(file, OtherPackages::rpm))
                    .orElseGet(() -> Observed.unreadable(
                            "an RPM database of a form that is not read", new Evidence(Source.FILE, rpm.get(), "")));
        }
        Optional<String> apk = APK.stream().filter(host::isFile).findFirst();
        if (apk.isPresent()) {
            return host.bytes(apk.get(), MAX_INSTALLED).map(bytes -> apk(new String(bytes, StandardCharsets.UTF_8)));
        }
        if (host.isDirectory(PACMAN)) {
            return host.list(PACMAN).map(names -> named(names.stream(), PACMAN_NAME, Manager.PACMAN));
        }
        if (host.isDirectory(PORTAGE)) {
            return Observed.found(
                    named(
                            CATEGORIES.stream().flatMap(category -> host.names(PORTAGE + category).stream()),
                            PORTAGE_NAME,
                            Manager.PORTAGE),
                    new Evidence(Source.FILE, PORTAGE, ""));
        }
        return Observed.absent("/var/lib/dpkg/status", RPM.get(0), RPM.get(1), PACMAN, APK.get(0), PORTAGE);
    }

    private static List<SystemPackage> rpm(FileView file) throws IOException {
        Optional<SqliteTable> names = SqliteTable.open(file, "Name");
        Optional<SqliteTable> headers = SqliteTable.open(file, "Packages");
        if (names.isEmpty() || headers.isEmpty()) {
            throw new IOException("not a database of RPM");
        }
        List<SystemPackage> found = new ArrayList<>();
        for (SqliteTable.Row row : names.get().rows(KEY)) {
            if (Packages.isOurs(row.text(0)) && row.text(1).matches("\\d{1,9}") && found.size() < MAX_PACKAGES) {
                headers.get()
                        .row(Long.parseLong(row.text(1)), HEADER)
                        .filter(header -> header.columns().size() > 1)
                        .flatMap(header -> RpmHeader.read(header.columns().get(1)))
                        .filter(header -> header.name().equals(row.text(0)))
                        .ifPresent(
                                header -> found.add(new SystemPackage(Manager.RPM, header.name(), header.version())));
            }
        }
        return found;
    }

    private static List<SystemPackage> named(Stream<String> names, Pattern form, Manager manager) {
        return names.map(form::matcher)
                .filter(Matcher::matches)
                .filter(name -> Packages.isOurs(name.group(1)))
                .limit(MAX_PACKAGES)
                .map(name -> new SystemPackage(manager, name.group(1), name.group(2)))
                .toList();
    }

    private static List<SystemPackage> apk(String text) {
        List<SystemPackage> found = new ArrayList<>();
        String name = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("P:")) {
                name = line.substring(2).strip();
            } else if (line.startsWith("V:") && Packages.isOurs(name) && found.size() < MAX_PACKAGES) {
                found.add(new SystemPackage(Manager.APK, name, line.substring(2).strip()));
            }
        }
        return found;
    }
}
