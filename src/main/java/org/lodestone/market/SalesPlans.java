package org.lodestone.market;

import static org.lodestone.table.Column.required;

import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Which contracts and plants are taken together when a company's share of a market is computed. */
public final class SalesPlans {
    private SalesPlans() {}

    public static final Table TABLE = Table.named("sales_plan")
            .grain("One row per company, market, plan and member.")
            .shown("plan", "member_kind", "member_id", "reading", "through_phase")
            .key(
                    Columns.SLICE,
                    required("member_kind", Unit.CODE, "contract or facility."),
                    required("member_id", Unit.CODE, "The contract's or facility's id."))
            .required("company", Unit.TEXT, "The company.")
            .required("market", Unit.CODE, "The market; see market_outlook.")
            .required("plan", Unit.CODE, "The plan.")
            .required("plan_name", Unit.TEXT, "The plan in words.")
            .column(
                    "reading",
                    Unit.CODE,
                    "For a facility: what its nameplate is taken to count, where sources leave it open: a stage (magnet; oxide:"
                            + " of all rare earths in the ore), magnet_oxide (of magnet elements alone) or recycled_magnet"
                            + " (magnets that are taken apart).")
            .column(org.lodestone.table.Column.optional(
                            "through_phase", Unit.CODE, "For a facility: the last phase that counts; null for all.")
                    .typed(DataTypes.IntegerType))
            .column(Columns.ASSUMPTION, Columns.NOTE, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("member_kind", "contract", "facility"),
                    Check.that("reading_of_a_facility", "(member_kind = 'facility') = (reading IS NOT NULL)"))
            .build();

    /** The project's own format of plans. */
    public static final Format FORMAT = DeclaredCsv.named("sales-plans", TABLE)
            .slicedBy("company", "market", "plan")
            .build();
}
