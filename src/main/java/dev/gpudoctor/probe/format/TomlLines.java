package dev.gpudoctor.probe.format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The single-line settings of a TOML file by table and key: {@code nvidia-container-cli.no-cgroups}. */
public final class TomlLines {
    private static final Pattern TABLE = Pattern.compile("\\s*\\[([\\w.-]{1,200})]\\s*(?:#.*)?");
    private static final Pattern SETTING =
            Pattern.compile("\\s*([\\w-]{1,100})\\s*=\\s*(?:\"([^\"]{0,1000})\"|([^#\"]{1,1000}?))\\s*(?:#.*)?");

    private TomlLines() {}

    public static Map<String, String> read(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        String table = "";
        for (String line : text.split("\n")) {
            Matcher heading = TABLE.matcher(line);
            Matcher setting = SETTING.matcher(line);
            if (heading.matches()) {
                table = heading.group(1) + ".";
            } else if (setting.matches()) {
                String value = setting.group(2) == null ? setting.group(3) : setting.group(2);
                settings.put(table + setting.group(1), value.strip());
            }
        }
        return settings;
    }
}
