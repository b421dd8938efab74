package org.lodestone.table;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The closed list of units that a column can have. A column's unit says how to read its figures and gives its default
 * type; amounts of the same unit have the same ending in their name ({@code _usd}, {@code _kg}, {@code _share} ...).
 */
public enum Unit {
    /** A name or sentence. */
    TEXT("text", DataTypes.StringType),
    /** A sentence or list in which amounts stand as words, such as how a figure comes about. */
    TEXT_WITH_AMOUNTS("text with amounts", DataTypes.StringType),
    /** One of a list of codes; the meaning names the list. */
    CODE("code", DataTypes.StringType),
    /** Yes or no. */
    FLAG("true or false", DataTypes.BooleanType),
    /** A number of things. */
    COUNT("count", DataTypes.LongType),
    /** A position, 1 the largest. */
    RANK("rank", DataTypes.IntegerType),
    /** A calendar year. */
    YEAR("year", DataTypes.IntegerType),
    /** A calendar day. */
    DATE("date", DataTypes.DateType),
    /** A point in time, UTC. */
    TIMESTAMP("timestamp, UTC", DataTypes.TimestampType),
    /** Current US dollars. */
    USD("USD", DataTypes.DoubleType),
    /** Current South Korean won. */
    KRW("KRW", DataTypes.DoubleType),
    /** An amount of money as it was agreed, in the currency that the row names. */
    MONEY("the row's currency", DataTypes.createDecimalType(18, 2)),
    /** US dollars for a kilogram. */
    USD_PER_KG("USD per kg", DataTypes.DoubleType),
    /** Kilograms. */
    KG("kg", DataTypes.DoubleType),
    /** Metric tonnes. */
    TONNES("t", DataTypes.DoubleType),
    /** A part of a whole in percent, or the difference of two such parts. */
    POINTS("percentage points", DataTypes.DoubleType),
    /** A span of time. */
    YEARS("years", DataTypes.DoubleType),
    /** A span of time, in days. */
    DAYS("days", DataTypes.DoubleType),
    /** A change from one year to the next as a part of the first; 0.1 is 10 % more. */
    GROWTH("fraction a year", DataTypes.DoubleType),
    /** A part of a whole, 0 to 1. */
    FRACTION("fraction, 0 to 1", DataTypes.DoubleType),
    /** A concentration index or a score without a unit. */
    INDEX("index", DataTypes.DoubleType),
    /** Units of a currency for one US dollar. */
    PER_USD("currency units per USD", DataTypes.DoubleType),
    /** A figure whose unit another column names. */
    FIGURE("as the row says", DataTypes.DoubleType),
    /** Bytes. */
    BYTES("bytes", DataTypes.LongType);

    private final String label;
    private final DataType type;

    Unit(String label, DataType type) {
        this.label = label;
        this.type = type;
    }

    /** How the unit is written in metadata and in the data dictionary. */
    public String label() {
        return label;
    }

    /** The type of a column of this unit, unless the column says otherwise. */
    public DataType type() {
        return type;
    }

    /** Whether it is words. */
    public boolean isText() {
        return this == TEXT || this == TEXT_WITH_AMOUNTS;
    }

    /** Whether it is a measure: no words, no code, no answer and no time. */
    public boolean isFigure() {
        return switch (this) {
            case TEXT, TEXT_WITH_AMOUNTS, CODE, FLAG, YEAR, DATE, TIMESTAMP -> false;
            default -> true;
        };
    }

    /** Whether it is an amount of something, so that there can be a sum of figures that do not overlap. */
    public boolean isAmount() {
        return switch (this) {
            case COUNT, USD, KRW, MONEY, KG, TONNES, BYTES -> true;
            default -> false;
        };
    }

    /** Whether figures of this unit are ratios, which are rounded once, at {@link Table#conform}. */
    public boolean isRatio() {
        return this == FRACTION || this == INDEX || this == GROWTH || this == POINTS;
    }
}
