package dev.gpudoctor.probe;

import dev.gpudoctor.probe.host.Host;
import java.util.HashMap;
import java.util.Map;

/** Names of users and groups from the host's own files; no name service is asked, for that can mean the network. */
final class Accounts {
    private final Lazy<Map<Integer, String>> users;
    private final Lazy<Map<Integer, String>> groups;

    Accounts(Host host) {
        users = new Lazy<>(() -> names(host, "/etc/passwd"));
        groups = new Lazy<>(() -> names(host, "/etc/group"));
    }

    /** The user's name, or the number where no file names it. */
    String user(int id) {
        return users.get().getOrDefault(id, String.valueOf(id));
    }

    String group(int id) {
        return groups.get().getOrDefault(id, String.valueOf(id));
    }

    private static Map<Integer, String> names(Host host, String file) {
        Map<Integer, String> names = new HashMap<>();
        host.text(file)
                .toOptional()
                .orElse("")
                .lines()
                .map(line -> line.split(":"))
                .forEach(fields -> {
                    if (fields.length > 2 && fields[2].matches("\\d{1,9}")) {
                        names.putIfAbsent(Integer.parseInt(fields[2]), fields[0]);
                    }
                });
        return names;
    }
}
