package org.lodestone.lake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.UnusableInput;

/**
 * What was promised of a lake's states and what was given up: pins, states that were removed, versions that compaction
 * replaced. It is added to and never changed; the newest act on a pin or a state counts.
 */
public final class Upkeep {
    static final String PIN = "pin";
    static final String UNPIN = "unpin";
    static final String REMOVE = "remove";
    static final String COMPACT = "compact";

    public static final Field<String> ACT_ID =
            Field.required("act_id", Unit.CODE, "The act: its time and a part that makes it unique.");
    public static final Field<String> LOAD_ID =
            Field.required("load_id", Unit.CODE, "The state, by the load that made it.");
    public static final Field<Long> ACT_NUMBER =
            Field.required("act_number", Unit.COUNT, "Acts are numbered in the order in which they were done.");
    public static final Field<Timestamp> ACTED_AT = Field.required("acted_at", Unit.TIMESTAMP, "When it was done.");
    public static final Field<String> ACT = Field.required(
            "act",
            Unit.CODE,
            "pin: the state is kept for good; unpin: no longer; remove: the state is given up, its files go;"
                    + " compact: its tables lie in fewer files since.");
    public static final Field<String> PIN_NAME =
            Field.optional("pin_name", Unit.CODE, "The pin's name; null for other acts.");

    /** One row an act and state. */
    public static final Table TABLE = Table.named("upkeep")
            .grain("One row per act of upkeep and state.")
            .key(ACT_ID, LOAD_ID)
            .column(ACT_NUMBER, ACTED_AT, ACT, PIN_NAME)
            .column(Field.optional(
                            "table_versions",
                            Unit.COUNT,
                            "Of compact: the versions in force before, whose files are kept for those who read them then.")
                    .typed(DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, false)))
            .check(
                    Check.oneOf("act", PIN, UNPIN, REMOVE, COMPACT),
                    Check.that("pins_have_names", "(act IN ('pin', 'unpin')) = (pin_name IS NOT NULL)"),
                    Check.that("compactions_have_versions", "(act = 'compact') = (table_versions IS NOT NULL)"))
            .build();

    /** Versions that were in force until a compaction. */
    record Replaced(Instant at, Map<String, Long> versions) {}

    private final Map<String, String> pins = new TreeMap<>();
    private final Map<String, Instant> removed = new HashMap<>();
    private final List<Replaced> replaced = new ArrayList<>();
    private final Set<String> loads = new HashSet<>();
    private final SparkSession spark;
    private final String root;
    private long acts;

    /** Reads what stands in a lake. */
    Upkeep(SparkSession spark, String root) {
        this.spark = spark;
        this.root = root;
        Lake.newest(spark, root, TABLE).map(Dataset::collectAsList).orElse(List.of()).stream()
                .sorted(Comparator.comparing((Row act) -> ACT_NUMBER.in(act)))
                .forEach(this::follow);
    }

    private void follow(Row act) {
        String load = LOAD_ID.in(act);
        Instant at = ACTED_AT.in(act).toInstant();
        String kind = ACT.in(act);
        acts = ACT_NUMBER.in(act);
        loads.add(load);
        switch (kind) {
            case PIN -> pins.put(PIN_NAME.in(act), load);
            case UNPIN -> pins.remove(PIN_NAME.in(act));
            case REMOVE -> removed.putIfAbsent(load, at);
            case COMPACT -> {
                Map<String, Long> versions = new TreeMap<>();
                act.<String, Long>getJavaMap(act.fieldIndex("table_versions")).forEach(versions::put);
                replaced.add(new Replaced(at, versions));
            }
            default ->
                throw new UnusableInput("The lake's table " + TABLE.name() + " has an act '" + kind
                        + "' that this version of the program does not know. Use the version that wrote it.");
        }
    }

    /** The names under which a load's state is kept for good. */
    List<String> pinsOf(String loadId) {
        return pins.entrySet().stream()
                .filter(pin -> pin.getValue().equals(loadId))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** When a load's state was given up; null where it was not. */
    Instant removedAt(String loadId) {
        return removed.get(loadId);
    }

    /** The loads of the states that something is written down of. */
    Set<String> loads() {
        return loads;
    }

    /** What compactions replaced, the oldest first. */
    List<Replaced> replaced() {
        return replaced;
    }

    /**
     * Keeps a state for good, under a name. The caller holds the lake's lock.
     *
     * @param name of the pin
     * @param of the state; null for the newest
     * @return the state, and whether it had that pin before
     * @throws UnusableInput where the lake has no such state, or has it no more, or the name stands for another
     */
    public static Pinned pin(SparkSession spark, String root, StateName name, StateName of, Instant now) {
        Lake lake = Lake.open(spark, root, of);
        if (lake.stateTime().isEmpty()) {
            throw new UnusableInput(root + ": there is no state to pin. Load something first: lodestone ingest --lake "
                    + root + " FILE...");
        }
        List<State> states = Lake.states(spark, root);
        State state = of == null
                ? states.get(states.size() - 1)
                : Lake.named(of, states).orElseThrow();
        Optional<State> other =
                Lake.named(name, states).filter(one -> !one.loadId().equals(state.loadId()));
        if (other.isPresent()) {
            throw new UnusableInput(root + ": pin '" + name + "' keeps load "
                    + other.get().loadId() + " of "
                    + other.get().at() + ", not " + state.loadId() + ". Choose another name, or take it away first:"
                    + " lodestone pin --remove " + name + ".");
        }
        boolean had = state.pins().contains(name.text());
        states.stream()
                .flatMap(one -> one.pins().stream())
                .filter(pin -> pin.equalsIgnoreCase(name.text()) && !pin.equals(name.text()))
                .findFirst()
                .ifPresent(pin -> {
                    throw new UnusableInput(root + ": there is a pin '" + pin + "', which differs from '" + name
                            + "' by capitals alone. Choose another name.");
                });
        if (!had) {
            new Upkeep(spark, root).commit(now, List.of(act(PIN, state).set(PIN_NAME, name.text())));
        }
        return new Pinned(state, had);
    }

    /**
     * @param state that is kept
     * @param before whether it was kept under that name already
     */
    public record Pinned(State state, boolean before) {}

    /**
     * Takes a pin away: its state is kept as others are.
     *
     * @return the state
     * @throws UnusableInput where there is no such pin
     */
    public static State unpin(SparkSession spark, String root, StateName name, Instant now) {
        List<State> states = Lake.states(spark, root);
        State state = Lake.named(name, states)
                .orElseThrow(() -> new UnusableInput(root + ": the lake has no pin '" + name + "'. It has: "
                        + states.stream()
                                .flatMap(one -> one.pins().stream())
                                .sorted()
                                .toList() + "."));
        new Upkeep(spark, root).commit(now, List.of(act(UNPIN, state).set(PIN_NAME, name.text())));
        return state;
    }

    /** A row to be: what is done to a state. */
    static RowBuilder act(String act, State state) {
        return TABLE.row().set(ACT, act).set(LOAD_ID, state.loadId());
    }

    /** Writes acts down, at one time. */
    void commit(Instant now, List<RowBuilder> acts) {
        String id = Lake.idOf(now);
        long number = this.acts + 1;
        List<Row> rows = acts.stream()
                .map(act -> act.set(ACT_ID, id)
                        .set(ACT_NUMBER, number)
                        .set(ACTED_AT, Timestamp.from(now))
                        .build())
                .toList();
        Lake.append(spark, root, TABLE, spark.createDataFrame(rows, TABLE.schema()), "upkeep " + id);
        this.acts = number;
    }
}
