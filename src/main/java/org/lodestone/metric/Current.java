package org.lodestone.metric;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.lodestone.table.SmallTable;

/**
 * Whether a published report is what would be computed now.
 *
 * <p>It is where the program is the same, and each table of the lake, setting, table of reference data and other report
 * that it is made of has the same digest. Intermediates follow from these and have none. A report that is computed anew and
 * comes out as it was has the digest that it had, so what is made of it stays.
 */
final class Current {
    private static final String PROGRAM = "program";

    /** An optional input that is not there. */
    private static final String NONE = "none";

    private final Surroundings around;
    private final Map<Input<?>, String> digests = new ConcurrentHashMap<>();

    Current(Surroundings around) {
        this.around = around;
    }

    /** What has to be there before an input: of what may be missing or is not asked for, nothing where that is so. */
    static List<Input<?>> needs(Input<?> input, Surroundings around) {
        if (input instanceof When rows && !(Boolean) around.given(rows.asked().name())) {
            return List.of();
        }
        return input.needs().stream()
                .filter(need -> need.lacks(around::has).isEmpty())
                .toList();
    }

    /**
     * The digests of all that a metric is made of.
     *
     * @param ofMetric gives those of metrics
     */
    Map<String, String> inputs(Metric metric, Function<Metric, String> ofMetric) {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put(PROGRAM, around.program());
        add(metric, ofMetric, inputs, new HashSet<>());
        return inputs;
    }

    private void add(
            Input<?> input, Function<Metric, String> ofMetric, Map<String, String> inputs, Set<Input<?>> seen) {
        if (input instanceof OrEmpty optional && needs(optional, around).isEmpty()) {
            inputs.put(named(optional.of()), NONE);
        }
        for (Input<?> need : needs(input, around)) {
            if (!seen.add(need)) {
                continue;
            }
            if (need instanceof Metric metric) {
                inputs.put(named(metric), ofMetric.apply(metric));
            } else if (need.needs().isEmpty()) {
                inputs.put(named(need), digests.computeIfAbsent(need, this::digest));
            } else {
                add(need, ofMetric, inputs, seen);
            }
        }
    }

    private static String named(Input<?> input) {
        if (input instanceof Metric) {
            return "report " + input.name();
        } else if (input instanceof Given<?>) {
            return "setting " + input.name();
        } else if (input instanceof GivenRows) {
            return "reference data " + input.name();
        }
        return "table " + input.name();
    }

    private String digest(Input<?> input) {
        if (input instanceof LakeTable stored) {
            return around.digest(stored.table());
        } else if (input instanceof Given<?> given) {
            return String.valueOf(around.given(given.name()));
        } else if (input instanceof GivenRows given) {
            SmallTable table = around.reference(given.name());
            StringBuilder text = new StringBuilder(table.schema().json());
            table.rows().forEach(row -> text.append('\n').append(row.mkString("\u0001")));
            return hash(text.toString());
        } else if (input instanceof Either either) {
            return around.has(either.one().table()) + " "
                    + around.has(either.other().table());
        }
        throw new IllegalStateException(input.name() + " has no digest.");
    }

    /**
     * Why a report is not current.
     *
     * @param there what was published; empty where there is none whose file is as it was
     * @param inputs what it would be computed from
     * @return empty where it is current
     */
    Optional<String> why(Optional<Surroundings.Published> there, Map<String, String> inputs) {
        if (around.afresh()) {
            return Optional.of("all are computed anew");
        }
        if (there.isEmpty()) {
            return Optional.of("not published, or not as it was");
        }
        Map<String, String> before = there.get().inputs();
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(inputs.keySet());
        List<String> other = new ArrayList<>();
        for (String name : names) {
            // Nothing is known of what has no digest.
            if (inputs.get(name) == null || !inputs.get(name).equals(before.get(name))) {
                other.add(name);
            }
        }
        return other.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", other));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
