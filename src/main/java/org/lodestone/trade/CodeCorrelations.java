package org.lodestone.trade;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.required;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/**
 * Which codes of one edition of the Harmonized System hold goods of which codes of another, as the United Nations
 * Statistics Division publishes it.
 */
public final class CodeCorrelations {
    private static final String NEWER = "newer";
    private static final String OLDER = "older";

    private CodeCorrelations() {}

    public static final Field<String> FROM_CODE =
            required("from_code", Unit.CODE, "Six-digit code of the newer edition.");
    public static final Field<String> TO_CODE = required("to_code", Unit.CODE, "Six-digit code of the older edition.");
    public static final Field<String> FROM_EDITION =
            required("from_edition", Unit.CODE, "The newer edition, H1 (1996) to H6 (2022).");
    public static final Field<String> TO_EDITION =
            required("to_edition", Unit.CODE, "The older edition, H0 (1992) to H5 (2017).");
    public static final Field<String> RELATION = required(
            "relation",
            Unit.CODE,
            "1:1; n:1 (several newer codes make up the older one); 1:n; or n:n, seen from the newer edition.");

    public static final Table TABLE = Table.named("code_correlation")
            .grain("One row per pair of editions and pair of codes that have goods in common.")
            .shown("from_edition", "to_edition", "from_code", "to_code", "relation")
            .key(Columns.SLICE, FROM_CODE, TO_CODE)
            .column(FROM_EDITION, TO_EDITION, RELATION, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(Check.oneOf("relation", "1:1", "n:1", "1:n", "n:n"))
            .build();

    /** The sheet of relationships, saved as CSV from its header line on: the newer edition, the older one, the relation. */
    public static final Format UNSD = Format.named("hs-correlation")
            .into(TABLE)
            .needs("relation", "[1nN]:[1nN]", "Relationship")
            .wide("\\s*HS ?(1992|1996|2002|2007|2012|2017|2022)\\s*")
            .reading(CodeCorrelations::read)
            .build();

    /** The correlations of a code, and flows of it and of the codes that it has goods in common with, through all editions. */
    static List<Trace> traces(String product, Column flows, Trace.Lookup lookup) {
        Set<String> codes = new TreeSet<>(Set.of(product));
        Set<String> before = Set.of();
        Column correlated = TO_CODE.col().startsWith(product).or(FROM_CODE.col().startsWith(product));
        while (!codes.equals(before)) {
            before = Set.copyOf(codes);
            Object[] known = codes.toArray();
            Column rows = codes.size() == 1
                    ? correlated
                    : correlated.or(RELATION.col()
                            .equalTo("1:1")
                            .and(TO_CODE.col().isin(known).or(FROM_CODE.col().isin(known))));
            correlated = rows;
            lookup.rows(new Trace(TABLE, rows)).forEach(row -> {
                codes.add(FROM_CODE.in(row));
                codes.add(TO_CODE.in(row));
            });
        }
        return List.of(
                new Trace(TradeFlows.TABLE, flows.and(Columns.PRODUCT_CODE.col().isin(codes.toArray()))),
                new Trace(TABLE, correlated));
    }

    private static Dataset<Row> read(Dataset<Row> lines, Lookups lookups) {
        Column two = size(col(SourceLines.WIDE)).equalTo(2);
        Dataset<Row> rows = lines.withColumn(NEWER, when(two, element_at(col(SourceLines.WIDE), 1)))
                .withColumn(OLDER, when(two, element_at(col(SourceLines.WIDE), 2)))
                .withColumn(FROM_EDITION.name(), edition(col(NEWER + "." + SourceLines.NAME)))
                .withColumn(TO_EDITION.name(), edition(col(OLDER + "." + SourceLines.NAME)))
                .withColumn(FROM_CODE.name(), code(col(NEWER + "." + SourceLines.VALUE)))
                .withColumn(TO_CODE.name(), code(col(OLDER + "." + SourceLines.VALUE)))
                .withColumn(RELATION.name(), org.apache.spark.sql.functions.lower(RELATION.col()));
        Rejects rejects = new Rejects()
                .when(
                        not(two),
                        "two_editions_needed",
                        lit("the header does not name two editions, such as HS2022 and HS2017"))
                .when(
                        FROM_EDITION.col().leq(TO_EDITION.col()),
                        "editions_in_order",
                        lit("the first edition is not newer than the second"))
                .when(FROM_CODE.col().isNull().or(TO_CODE.col().isNull()), "bad_code", lit("a code has no six digits"))
                .when(
                        not(RELATION.col().rlike("^[1n]:[1n]$")),
                        "bad_relation",
                        lit("relation '"),
                        RELATION.col(),
                        lit("' is not like 1:1 or n:1"));
        return Staged.select(
                rows.withColumn(Staged.LEFT_OUT, lit(null).cast(DataTypes.StringType))
                        .withColumn(Staged.REJECT, rejects.column())
                        .withColumn(
                                Columns.SLICE.name(), concat_ws("/", lit("hs"), FROM_EDITION.col(), TO_EDITION.col()))
                        .withColumn(Columns.SOURCE_LINE.name(), col(SourceLines.LINE)),
                TABLE);
    }

    private static Column edition(Column heading) {
        Column year = regexp_extract(heading, "([0-9]{4})", 1);
        String[] years = {"1992", "1996", "2002", "2007", "2012", "2017", "2022"};
        Column edition = lit(null).cast(DataTypes.StringType);
        for (int i = 0; i < years.length; i++) {
            edition = when(year.equalTo(years[i]), "H" + i).otherwise(edition);
        }
        return edition;
    }

    /** Spreadsheets drop leading zeros. */
    private static Column code(Column text) {
        return when(text.rlike("^[0-9]{5,6}$"), lpad(text, 6, "0"));
    }
}
