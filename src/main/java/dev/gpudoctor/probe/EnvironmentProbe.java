package dev.gpudoctor.probe;

import dev.gpudoctor.probe.host.Host;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables that steer the stack, and no others: an environment holds secrets. */
final class EnvironmentProbe implements Probe<Map<String, String>> {
    private static final int MAX_VALUE = 16 << 10;
    private static final Pattern SECRET = Pattern.compile(".*(?:KEY|TOKEN|SECRET|PASSW|CREDENTIAL).*");

    private final Host host;

    EnvironmentProbe(Host host) {
        this.host = host;
    }

    @Override
    public Map<String, String> read() {
        NameList wanted = NameList.of("environment-variables.txt");
        Map<String, String> variables = new TreeMap<>();
        host.environment().forEach((name, value) -> {
            if (wanted.contains(name) && !SECRET.matcher(name).matches()) {
                variables.put(name, value.substring(0, Math.min(value.length(), MAX_VALUE)));
            }
        });
        return variables;
    }

    @Override
    public Map<String, String> unread(String reason) {
        return Map.of();
    }
}
