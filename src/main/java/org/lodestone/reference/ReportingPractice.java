package org.lodestone.reference;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.optional;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.table.Field;
import org.lodestone.table.Unit;

/**
 * What a reporter's figures count: imports with freight and insurance to its border (CIF) or exports and imports without
 * (FOB), and whether goods count on arrival in the country (general trade) or once cleared for its market (special trade);
 * United Nations, International Merchandise Trade Statistics: Concepts and Definitions 2010, chapters II and IV.
 *
 * <p>Flows say it themselves where they can. They are added up in many steps, so what they say travels as bits of one
 * number. What they leave open is taken from the reporter's notes: those of the year, else the newest earlier ones.
 */
public final class ReportingPractice {
    private static final String NOTED_FROM = "noted_from";
    private static final String NOTED_ISO3 = "noted_iso3";
    private static final String NOTED_SYSTEM = "noted_system";
    private static final String NOTED_TO = "noted_to";
    private static final String NOTED_UNTIL = "noted_until";
    private static final String NOTED_VALUATION = "noted_valuation";

    private ReportingPractice() {}

    /** The cost of the goods with insurance and freight to the importer's border. */
    public static final String CIF = "CIF";
    /** Free on board, at the exporter's border. */
    public static final String FOB = "FOB";
    /** The reporter states both. */
    static final String BOTH = "CIF/FOB";
    /** Some one way and some the other, or a mean of both. */
    public static final String MIXED = "mixed";

    /** The column that bits travel in, an INT; those of several rows are added up by {@code bit_or}. */
    public static final String SAID = "said";

    private static final int SAYS_CIF = 1;
    private static final int SAYS_FOB = 1 << 1;
    private static final int SAYS_PROVISIONAL = 1 << 2;
    private static final int SAYS_FINAL = 1 << 3;
    private static final int OF_ONE_REPORTER = 1 << 4;

    /** Whether a figure is made from data that their source calls provisional. */
    public static final Field<Boolean> PROVISIONAL = optional(
            "provisional",
            Unit.FLAG,
            "Whether the source calls data of this figure provisional, as CEPII does the last year of each release of BACI;"
                    + " null where the source says nothing of the kind, as UN Comtrade's files do.");

    /** How a side's figure is valued: the conditions that its codes meet. */
    public static org.lodestone.table.Check knownValuation(String side) {
        return org.lodestone.table.Check.oneOf(side + "_valuation", CIF, FOB, BOTH, MIXED);
    }

    /** Which trade a side counts: the conditions that its codes meet. */
    public static org.lodestone.table.Check knownTradeSystem(String side) {
        return org.lodestone.table.Check.oneOf(side + "_trade_system", "general", "special", MIXED);
    }

    /**
     * What stands beside a figure.
     *
     * @param side import or export
     */
    public static Field<?>[] columns(String side) {
        String who = side + "er";
        return new Field<?>[] {
            optional(
                    side + "_valuation",
                    Unit.CODE,
                    "How the " + who
                            + "'s figure is valued: CIF (with freight and insurance), FOB (without), CIF/FOB (the "
                            + who
                            + " states both, and nothing says which this is) or mixed. As the records say, otherwise"
                            + " by the notes; null where neither is known."),
            optional(
                    side + "_trade_system",
                    Unit.CODE,
                    "What the " + who + " counts, by its notes: general (goods that enter or leave the country, customs"
                            + " warehouses and free zones included), special (without these) or mixed; null where it is"
                            + " not known, and of data made from several reporters'."),
            optional(
                    side + "_notes_year",
                    Unit.YEAR,
                    "Year of these notes: the figure's own, or the newest before it that the reference data"
                            + " (reporters.csv) have; null where they have none.")
        };
    }

    /**
     * What a flow says of itself.
     *
     * @param valuation CIF, FOB, mixed or null
     * @param provisional whether its source calls it provisional, or null
     * @param ofOneReporter whether the figure is that of one reporter, so that the reporter's notes hold for it
     */
    public static Column said(Column valuation, Column provisional, Column ofOneReporter) {
        return bit(valuation.isin(CIF, MIXED), SAYS_CIF)
                .bitwiseOR(bit(valuation.isin(FOB, MIXED), SAYS_FOB))
                .bitwiseOR(bit(provisional, SAYS_PROVISIONAL))
                .bitwiseOR(bit(provisional.equalTo(false), SAYS_FINAL))
                .bitwiseOR(bit(ofOneReporter, OF_ONE_REPORTER));
    }

    private static Column bit(Column says, int bit) {
        return when(says, bit).otherwise(0);
    }

    /** {@link #PROVISIONAL} by what the flows say. */
    public static Column provisional(Column said) {
        return when(has(said, SAYS_PROVISIONAL), true).when(has(said, SAYS_FINAL), false);
    }

    private static Column has(Column said, int bits) {
        return said.bitwiseAND(bits).equalTo(bits);
    }

    /**
     * Puts {@link #columns} of a side beside figures.
     *
     * @param figures with year INT
     * @param side import or export
     * @param reporter whose figure it is, as iso3
     * @param said what the figure's flows say, null where there is no figure
     * @param notes as {@link ReferenceData#reporters} gives them: few rows, which are sent to each task
     * @return the same rows
     */
    public static Dataset<Row> beside(
            Dataset<Row> figures, String side, Column reporter, Column said, Dataset<Row> notes) {
        Dataset<Row> ofReporters = notes.select(
                col(ReferenceData.ISO3).as(NOTED_ISO3),
                col(ReferenceData.FROM_YEAR).as(NOTED_FROM),
                col(ReferenceData.TO_YEAR).as(NOTED_TO),
                col(ReferenceData.UNTIL_YEAR).as(NOTED_UNTIL),
                col(ReferenceData.TRADE_SYSTEM).as(NOTED_SYSTEM),
                col(side + "_valuation").as(NOTED_VALUATION));
        Column own = when(has(said, SAYS_CIF | SAYS_FOB), MIXED)
                .when(has(said, SAYS_CIF), CIF)
                .when(has(said, SAYS_FOB), FOB);
        return figures.join(
                        broadcast(ofReporters),
                        reporter.equalTo(col(NOTED_ISO3))
                                .and(has(said, OF_ONE_REPORTER))
                                .and(Columns.YEAR.col().between(col(NOTED_FROM), col(NOTED_UNTIL))),
                        "left")
                .withColumn(side + "_valuation", coalesce(own, col(NOTED_VALUATION)))
                .withColumn(side + "_trade_system", col(NOTED_SYSTEM))
                // least() would take the figure's year for want of notes.
                .withColumn(
                        side + "_notes_year", when(col(NOTED_TO).isNotNull(), least(Columns.YEAR.col(), col(NOTED_TO))))
                .drop(NOTED_ISO3, NOTED_FROM, NOTED_TO, NOTED_UNTIL, NOTED_SYSTEM, NOTED_VALUATION);
    }
}
