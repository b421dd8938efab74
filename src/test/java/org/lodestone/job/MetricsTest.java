package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.metric.Given;
import org.lodestone.metric.GivenRows;
import org.lodestone.metric.Input;
import org.lodestone.metric.Metric;
import org.lodestone.metric.OrEmpty;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;

/** The declarations of all metrics: what they name is there, and each can be the first that is loaded. */
class MetricsTest {
    private static final String HOUSE = "org.lodestone.";

    private static Set<Input<?>> inputs() {
        Set<Input<?>> inputs = new LinkedHashSet<>();
        Catalogue.METRICS.forEach(metric -> add(metric, inputs));
        return inputs;
    }

    private static void add(Input<?> input, Set<Input<?>> inputs) {
        if (inputs.add(input)) {
            input.needs().forEach(need -> add(need, inputs));
        }
    }

    @Test
    void eachParameterIsASettingOfItsKindThatChangesFigures() {
        Settings settings = Settings.of(null, Map.of(), Map.of());
        Set<String> named = new TreeSet<>();
        for (Input<?> input : inputs()) {
            if (input instanceof Given<?> given) {
                assertThat(settings.value(given.name())).as(given.name()).isInstanceOf(given.type());
                named.add(given.name());
            }
        }
        Set<String> figures = new TreeSet<>(settings.ofFigures().keySet());
        // Ingest takes this one.
        figures.remove(Setting.WITHOUT_WORLD_COMPLETE.key);
        assertThat(named).isEqualTo(figures);
    }

    @Test
    void referenceDataThatMetricsNeedAreThere() {
        ReferenceData data = ReferenceData.load(Map.of());
        for (Input<?> input : inputs()) {
            if (input instanceof GivenRows given) {
                assertThat(References.table(data, given.name()).rows())
                        .as(given.name())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void whatMetricsNeedOfEachOtherIsInTheCatalogue() {
        for (Input<?> input : inputs()) {
            if (input instanceof Metric metric) {
                assertThat(Catalogue.METRICS).contains(metric);
            }
            if (input instanceof OrEmpty optional && optional.of() instanceof Metric metric) {
                assertThat(Catalogue.METRICS).contains(metric);
            }
        }
    }

    private static Set<String> classes() {
        Set<String> classes = new TreeSet<>();
        new com.tngtech.archunit.core.importer.ClassFileImporter()
                        .withImportOption(
                                com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.lodestone")
                        .stream()
                        .filter(type -> type.getFields().stream()
                                .anyMatch(field -> field.getRawType().isAssignableTo(Input.class)))
                        .filter(type -> !type.getPackageName().equals("org.lodestone.metric"))
                        .forEach(type -> classes.add(type.getName()));
        return classes;
    }

    /** Where two classes need each other's constants, the one that is loaded second finds null in the first. */
    @ParameterizedTest
    @MethodSource("classes")
    void eachClassWithDeclarationsCanBeLoadedFirst(String name) throws Exception {
        Class<?> type = Class.forName(name, true, new Fresh());
        assertThat(type.getClassLoader()).isInstanceOf(Fresh.class);
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType().getName().startsWith(HOUSE + "metric.")) {
                field.setAccessible(true);
                Object input = field.get(null);
                assertThat(input).as(name + "." + field.getName()).isNotNull();
                if (!field.getType().isArray()) {
                    Object needs = input.getClass().getMethod("needs").invoke(input);
                    assertThat((Iterable<?>) needs)
                            .as(name + "." + field.getName())
                            .doesNotContainNull();
                }
            }
        }
    }

    /** Loads the classes of the house anew. */
    private static final class Fresh extends ClassLoader {
        Fresh() {
            super(MetricsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(HOUSE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
