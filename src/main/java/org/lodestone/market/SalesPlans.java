package org.lodestone.market;

import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Which contracts and plants are taken together when a company's share of a market is computed. */
public final class SalesPlans {
    private SalesPlans() {}

    public static final Field<String> MEMBER_KIND = Field.required("member_kind", Unit.CODE, "contract or facility.");
    public static final Field<String> MEMBER_ID =
            Field.required("member_id", Unit.CODE, "The contract's or facility's id.");
    public static final Field<String> COMPANY = Field.required("company", Unit.TEXT, "The company.");
    public static final Field<String> MARKET = Field.required("market", Unit.CODE, "The market; see market_outlook.");
    public static final Field<String> PLAN = Field.required("plan", Unit.CODE, "The plan.");
    public static final Field<String> PLAN_NAME = Field.required("plan_name", Unit.TEXT, "The plan in words.");
    public static final Field<String> READING = Field.optional(
            "reading",
            Unit.CODE,
            "For a facility: what its nameplate is taken to count, where sources leave it open: a stage (magnet; oxide:"
                    + " of all rare earths in the ore), magnet_oxide (of magnet elements alone) or recycled_magnet"
                    + " (magnets that are taken apart).");
    public static final Field<Integer> THROUGH_PHASE = Field.<Integer>optional(
                    "through_phase", Unit.CODE, "For a facility: the last phase that counts; null for all.")
            .typed(DataTypes.IntegerType);

    public static final Table TABLE = Table.named("sales_plan")
            .grain("One row per company, market, plan and member.")
            .shown("plan", "member_kind", "member_id", "reading", "through_phase")
            .key(Columns.SLICE, MEMBER_KIND, MEMBER_ID)
            .column(
                    COMPANY,
                    MARKET,
                    PLAN,
                    PLAN_NAME,
                    READING,
                    THROUGH_PHASE,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("member_kind", "contract", "facility"),
                    Check.that("reading_of_a_facility", "(member_kind = 'facility') = (reading IS NOT NULL)"))
            .build();

    /** The project's own format of plans. */
    public static final Format FORMAT = DeclaredCsv.named("sales-plans", TABLE)
            .slicedBy("company", "market", "plan")
            .build();
}
