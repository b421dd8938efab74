package org.lodestone.claims;

import java.math.BigDecimal;
import java.sql.Date;
import org.apache.spark.sql.Row;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.table.RowBuilder;

/** What tests of claims have in common: a claim, and the imports and contracts that it is held against. */
final class ClaimRows {
    private ClaimRows() {}

    /** A claim of February 2026, still without what it says. */
    static RowBuilder claim(String measure) {
        return PublishedClaims.TABLE
                .row()
                .set("claim_id", "claim")
                .set("publisher", "paper")
                .set("published_on", "2026-02")
                .set("subject", "claim")
                .set("measure", measure);
    }

    /** What Korea bought from China in 2024 of a code of rare earths. */
    static Row imports(String code, String stage, String purity, double value, double total, double shareHigh) {
        return ImportDependency.TABLE
                .row()
                .set("source", "customs")
                .set("importer_iso3", "KOR")
                .set("product_code", code)
                .set("mineral", "rare_earths")
                .set("stage", stage)
                .set("code_purity", purity)
                .set("period_start", Date.valueOf("2024-01-01"))
                .set("year", 2024)
                .set("supplier_iso3", "CHN")
                .set("supplier_name", "China")
                .set("value_usd", value)
                .set("total_value_usd", total)
                .set("value_share", value / total)
                .set("value_share_high", shareHigh)
                .build();
    }

    /** A contract whose value was stated in won in February 2026. */
    static Row contract(String id, BigDecimal won) {
        return Contracts.TABLE
                .row()
                .set("contract_id", id)
                .set("stated_by", "release")
                .set("stated_on", Date.valueOf("2026-02-01"))
                .set("contract_value", won)
                .set("currency_code", "KRW")
                .build();
    }
}
