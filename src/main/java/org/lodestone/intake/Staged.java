package org.lodestone.intake;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.lake.Lake;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.SourceLines;

/**
 * Rows on their way from lines to a table: each line of a file is one row, which is used, left out by design, or
 * rejected with its reason. None is lost.
 *
 * <p>A staged Dataset has the table's columns but {@link Lake#SOURCE_SHA256}, and: {@code file} INT, {@code line} LONG,
 * {@link #CELL} STRING, {@link #LEFT_OUT} STRING, {@link #REJECT} STRUCT&lt;code STRING,
 * words STRING&gt; and {@link #REMARKS}, null where they do not apply.
 */
public final class Staged {
    static final String CODE = "code";

    /** Why a usable row is no observation of its own; null where it is one. */
    public static final String LEFT_OUT = "left_out";
    /** Why the row cannot be used: a code and words; null where it can. */
    public static final String REJECT = "reject";

    /**
     * What was noticed of a row that is used nevertheless: ARRAY&lt;STRUCT&lt;cell STRING, code STRING, words
     * STRING&gt;&gt;. With a cell it is one that cannot be used, so that the table's column of that name is null; the
     * line is kept in {@link RejectedRows}. Each code of a file becomes a finding.
     */
    public static final String REMARKS = "remarks";

    /** Which cell of the line the row is, for formats that have several rows a line; blank for the others. */
    public static final String CELL = "cell";

    private static final String REMARKS_TYPE = "array<struct<cell:string,code:string,words:string>>";

    private static final String NUMBER = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?$";

    private Staged() {}

    /** The rows that are observations. */
    public static Dataset<Row> used(Dataset<Row> staged) {
        return staged.where(col(REJECT).isNull().and(col(LEFT_OUT).isNull()));
    }

    /** The columns that every staged Dataset has beside its table's. */
    public static List<String> marks() {
        return List.of(SourceLines.FILE, SourceLines.LINE, CELL, LEFT_OUT, REJECT, REMARKS);
    }

    /**
     * Rejects rows whose period has not begun, or that were published later than today. What happens tomorrow is no
     * observation, however well the row is formed.
     *
     * @param staged staged rows of the table
     * @param today by the clock of the run
     */
    public static Dataset<Row> withoutTheFuture(Dataset<Row> staged, Table table, LocalDate today) {
        Column reject = col(REJECT);
        for (Field<?> column : table.columns()) {
            if (column.past()) {
                boolean year = column.type().equals(DataTypes.IntegerType);
                Column begun = year ? make_date(column.col(), lit(1), lit(1)) : column.col();
                reject = coalesce(
                        reject,
                        when(
                                col(LEFT_OUT).isNull().and(begun.gt(lit(java.sql.Date.valueOf(today)))),
                                struct(
                                        lit("future").as(CODE),
                                        concat(
                                                        lit(column.name() + " "),
                                                        column.col().cast(DataTypes.StringType),
                                                        lit(" lies after " + today
                                                                + ", the day of this ingest. Correct it"))
                                                .as(Findings.WORDS.name()))));
            }
        }
        return staged.withColumn(REJECT, reject);
    }

    /** Exactly the staged columns of a table, with more that the table's room needs while settling. */
    public static Dataset<Row> select(Dataset<Row> rows, Table table, String... more) {
        List<Column> columns = new ArrayList<>();
        boolean severalRowsALine = Arrays.asList(rows.columns()).contains(CELL);
        boolean remarks = Arrays.asList(rows.columns()).contains(REMARKS);
        // A line of another shape has its values under other headings, so they say nothing, not even to leave it out.
        Column shapely = col(SourceLines.SURPLUS_FIELDS).equalTo(0);
        marks().forEach(mark -> columns.add(
                switch (mark) {
                    case CELL -> severalRowsALine ? col(CELL) : lit("").as(CELL);
                    case LEFT_OUT -> when(shapely, col(LEFT_OUT)).as(LEFT_OUT);
                    case REJECT ->
                        when(shapely, col(REJECT))
                                .otherwise(new Rejects().column())
                                .as(REJECT);
                    case REMARKS -> (remarks ? col(REMARKS) : lit(null).cast(REMARKS_TYPE)).as(REMARKS);
                    default -> col(mark);
                }));
        table.columns().stream()
                .filter(column -> !column.name().equals(Lake.SOURCE_SHA256))
                .forEach(column -> columns.add(column.col()));
        Arrays.stream(more).forEach(name -> columns.add(col(name)));
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Remarks on a row, those whose condition holds; see {@link #REMARKS}. */
    public static Column remarks(Column... each) {
        return when(
                Arrays.stream(each).map(Column::isNotNull).reduce(Column::or).orElseThrow(),
                org.apache.spark.sql.functions.array_compact(org.apache.spark.sql.functions.array(each)));
    }

    /**
     * @param condition true where the remark is made
     * @param cell column of the table that a cell could not fill; null for a remark on a row as a whole
     * @param code of the remark
     * @param words that make up the sentence; null parts are shown as nothing
     */
    public static Column remark(Column condition, String cell, String code, Column... words) {
        return when(
                condition,
                struct(
                        lit(cell).cast(DataTypes.StringType).as(RejectedRows.CELL.name()),
                        lit(code).as(CODE),
                        sentence(words).as(Findings.WORDS.name())));
    }

    private static Column sentence(Column... words) {
        return concat(Arrays.stream(words)
                .map(word -> coalesce(word.cast(DataTypes.StringType), lit("")))
                .toArray(Column[]::new));
    }

    /** Why a text is no number, in words. */
    public static Column notANumber(Column text) {
        return when(
                        text.rlike("^[+-]?[0-9., ]*,[0-9]+([eE][+-]?[0-9]+)?$"),
                        concat(
                                lit("'"),
                                text,
                                lit("' is not a number: it has a decimal comma, or commas between"
                                        + " thousands. Decimals have a point, and nothing stands between thousands")))
                .otherwise(concat(lit("'"), text, lit("' is not a number")));
    }

    /**
     * A number as it stands in text; null where the text is none. Names of numbers (NaN, Infinity) are none, and neither is
     * what no DOUBLE can hold (1e999). A zero has no sign.
     */
    public static Column number(Column text) {
        Column number = text.cast(DataTypes.DoubleType);
        return when(
                text.rlike(NUMBER).and(abs(number).lt(Double.POSITIVE_INFINITY)),
                when(number.equalTo(0.0), 0.0).otherwise(number));
    }

    /** A whole number of up to nine digits; null where the text is none. */
    public static Column whole(Column text) {
        return when(
                text.rlike("^[0-9]{1,9}(\\.0+)?$"),
                text.cast(DataTypes.DoubleType).cast(DataTypes.IntegerType));
    }

    /** Figures as they are kept: rounded to three decimals; what rounds to zero has no sign. */
    public static Column thousandths(Column figure) {
        Column whole = rint(figure.multiply(1000));
        return when(whole.equalTo(0.0), 0.0).otherwise(whole.divide(1000));
    }

    /** Collects the reasons for which a row cannot be used; the first that holds is the row's. */
    public static final class Rejects {
        private final List<Column> reasons = new ArrayList<>();

        /** Starts with what goes wrong before any value is read: a line of another shape than its header. */
        public Rejects() {
            when(
                    col(SourceLines.SURPLUS_FIELDS).notEqual(0),
                    "field_count",
                    lit("the line has "),
                    abs(col(SourceLines.SURPLUS_FIELDS)),
                    org.apache
                            .spark
                            .sql
                            .functions
                            .when(col(SourceLines.SURPLUS_FIELDS).gt(0), " fields too many")
                            .otherwise(" fields too few"),
                    lit(" for its header"));
        }

        /**
         * @param condition true where the row cannot be used
         * @param code of the reason, lower_snake_case
         * @param words that make up the sentence; null parts are shown as nothing
         */
        public Rejects when(Column condition, String code, Column... words) {
            reasons.add(org.apache.spark.sql.functions.when(
                    condition, struct(lit(code).as(CODE), sentence(words).as(Findings.WORDS.name()))));
            return this;
        }

        /** The reason, or null. */
        public Column column() {
            return coalesce(reasons.toArray(Column[]::new));
        }
    }
}
