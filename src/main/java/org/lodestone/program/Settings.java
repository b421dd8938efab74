package org.lodestone.program;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.lodestone.intake.Nearest;

/**
 * The settings in force. An option of the command line wins over the environment, the environment over the settings
 * file, the file over the default.
 *
 * <p>A path in the settings file is relative to that file; one from the environment or the command line to the working
 * folder.
 */
public final class Settings {

    /** A setting that is unknown, missing or of the wrong kind; the message names it and its nearest neighbour. */
    public static final class Wrong extends RuntimeException {
        public Wrong(String message) {
            super(message);
        }
    }

    /** What the launcher reads itself. */
    private static final Set<String> LAUNCHERS =
            Set.of("LODESTONE_CDS", "LODESTONE_CDS_AFTER", "LODESTONE_BUILD", "LODESTONE_TTY");

    private final Map<Setting, List<String>> values;

    private Settings(Map<Setting, List<String>> values) {
        this.values = values;
    }

    /**
     * @param file a HOCON file, or null
     * @param environment variables
     * @param options by key, in the order of the command line
     * @throws Wrong for the first setting that is not right
     */
    public static Settings of(Path file, Map<String, String> environment, Map<String, String> options) {
        Map<Setting, List<String>> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, setting.byDefault.isEmpty() ? List.of() : List.of(setting.byDefault));
        }
        if (file != null) {
            fromFile(file, values);
        }
        environment.forEach((variable, value) -> {
            if (variable.startsWith("LODESTONE_") && !LAUNCHERS.contains(variable)) {
                Setting setting = Arrays.stream(Setting.values())
                        .filter(known -> known.variable().equals(variable))
                        .findFirst()
                        .orElseThrow(() -> unknownVariable(variable));
                values.put(setting, parsed(setting, value, variable));
            }
        });
        options.forEach((key, value) -> {
            Setting setting = named(key, "--set " + key);
            values.put(setting, parsed(setting, value, "--set " + key));
        });
        return new Settings(values);
    }

    private static void fromFile(Path file, Map<Setting, List<String>> values) {
        if (!Files.isRegularFile(file)) {
            throw new Wrong(file + ": there is no such settings file. Check the path after --config.");
        }
        Config config;
        try {
            config = ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
        } catch (ConfigException e) {
            throw new Wrong(file + ": is not valid HOCON: " + e.getMessage() + ".");
        }
        Path folder = file.toAbsolutePath().getParent();
        leaves("", config.root(), (key, value) -> {
            String where = file.getFileName() + ", line " + value.origin().lineNumber();
            Setting setting = named(key, where);
            List<ConfigValue> items =
                    setting.kind.isList() && value instanceof ConfigList list ? List.copyOf(list) : List.of(value);
            List<String> read = new ArrayList<>();
            for (ConfigValue item : items) {
                if (!fits(setting, item.valueType())) {
                    throw wrong(setting, where, item.render(ConfigRenderOptions.concise()));
                }
                String text = checked(setting, String.valueOf(item.unwrapped()), where);
                read.add(setting.kind.isPath() ? relativeTo(folder, text) : text);
            }
            values.put(setting, List.copyOf(read));
        });
    }

    /** Whether a value of the file is of a setting's kind: HOCON would turn numbers and flags into texts without a word. */
    private static boolean fits(Setting setting, ConfigValueType type) {
        return switch (type) {
            case STRING -> true;
            case NUMBER -> setting.kind == Setting.Kind.NUMBER || setting.kind == Setting.Kind.SHARE;
            case BOOLEAN -> setting.kind == Setting.Kind.FLAG;
            default -> false;
        };
    }

    /** All values below an object, with nulls and empty objects, which HOCON's own list of entries leaves out. */
    private static void leaves(String path, ConfigObject object, BiConsumer<String, ConfigValue> each) {
        object.forEach((key, value) -> {
            String name = path.isEmpty() ? key : path + "." + key;
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                leaves(name, inner, each);
            } else {
                each.accept(name, value);
            }
        });
    }

    /** Leaves absolute paths and those with a scheme as they are. */
    private static String relativeTo(Path folder, String path) {
        return path.startsWith("/") || path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
                ? path
                : folder.resolve(path).normalize().toString();
    }

    private static List<String> parsed(Setting setting, String value, String where) {
        if (!setting.kind.isList()) {
            return List.of(checked(setting, value, where));
        }
        List<String> items;
        if (value.startsWith("[")) {
            try {
                items = ConfigFactory.parseString("list = " + value).getStringList("list");
            } catch (ConfigException e) {
                throw wrong(setting, where, "'" + value + "', which is not a list like [\"a\", \"b\"] or a,b");
            }
        } else {
            items = Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        }
        items.forEach(item -> checked(setting, item, where));
        return items;
    }

    private static String checked(Setting setting, String value, String where) {
        if (!setting.takes(value)) {
            throw wrong(setting, where, "'" + value + "'");
        }
        return value;
    }

    private static Wrong wrong(Setting setting, String where, String value) {
        return new Wrong(where + ": the setting " + setting.key + " takes " + setting.takes() + ", not " + value
                + ". Correct it, or leave the setting out: "
                + (setting.byDefault.isEmpty() ? "it has no default." : "its default is " + setting.byDefault + "."));
    }

    private static Wrong unknownVariable(String variable) {
        String nearest = Nearest.to(
                variable, Arrays.stream(Setting.values()).map(Setting::variable).toList());
        return new Wrong("environment: " + variable + " sets nothing. Did you mean " + nearest
                + "? docs/settings.md lists all. Correct the name, or unset it.");
    }

    private static Setting named(String key, String where) {
        for (Setting setting : Setting.values()) {
            if (setting.key.equals(key)) {
                return setting;
            }
        }
        String nearest = Nearest.to(
                key, Arrays.stream(Setting.values()).map(setting -> setting.key).toList());
        throw new Wrong(where + ": there is no setting '" + key + "'. Did you mean '" + nearest
                + "'? docs/settings.md lists all.");
    }

    /** The same settings with another value for one of them. */
    public Settings with(Setting setting, String value) {
        Map<Setting, List<String>> other = new EnumMap<>(values);
        other.put(setting, List.of(value));
        return new Settings(other);
    }

    public String text(Setting setting) {
        return values.get(setting).get(0);
    }

    Optional<String> optional(Setting setting) {
        return values.get(setting).stream().findFirst();
    }

    public List<String> list(Setting setting) {
        return values.get(setting);
    }

    public long number(Setting setting) {
        return Long.parseLong(text(setting));
    }

    public double share(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    public boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting));
    }

    /** A setting's value by its key, as its kind has it. */
    public Object value(String key) {
        Setting setting = named(key, "a metric");
        return switch (setting.kind) {
            case NUMBER -> number(setting);
            case SHARE -> share(setting);
            case FLAG -> flag(setting);
            default -> text(setting);
        };
    }

    /** Files that take the place of shipped reference data, by table. */
    public Map<String, Path> referenceFiles() {
        Map<String, Path> files = new HashMap<>();
        for (Setting setting : Setting.values()) {
            if (setting.key.startsWith("reference.")) {
                optional(setting)
                        .ifPresent(path -> files.put(setting.key.substring("reference.".length()), Path.of(path)));
            }
        }
        return files;
    }

    /** All settings by key, for the manifest. */
    public Map<String, Object> all() {
        return those(setting -> true);
    }

    /** Those that change figures, by key. */
    public Map<String, Object> ofFigures() {
        return those(Setting::changesFigures);
    }

    private Map<String, Object> those(Predicate<Setting> which) {
        Map<String, Object> all = new TreeMap<>();
        values.forEach((setting, value) -> {
            if (which.test(setting)) {
                all.put(setting.key, setting.kind.isList() ? value : value.isEmpty() ? "" : value.get(0));
            }
        });
        return new LinkedHashMap<>(all);
    }

    /** docs/settings.md. */
    public static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings

                Made from the declarations in the code; a test fails when this page is out of date.

                Settings stand in a HOCON file that `--config` names. An option of the command line (`--lake`, `--reports`,
                `--set key=value`) wins over the environment, the environment over the file, the file over the default. A path
                in the file is relative to the file; one from the environment or the command line to the working folder. An
                unknown setting is an error that names the nearest known one.

                | setting | takes | default | environment | meaning |
                |---|---|---|---|---|
                """);
        for (Setting setting : Setting.values()) {
            page.append("| `")
                    .append(setting.key)
                    .append("` | ")
                    .append(setting.takes())
                    .append(" | ")
                    .append(setting.byDefault.isEmpty() ? "none" : "`" + setting.byDefault + "`")
                    .append(" | `")
                    .append(setting.variable())
                    .append("` | ")
                    .append(setting.meaning)
                    .append(" |\n");
        }
        return page.toString();
    }
}
