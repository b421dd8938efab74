-- HHI = sum of squared shares of named suppliers; upper bound with the unspecified part u given whole to the largest:
-- HHI + u (2 s1 + u).
WITH ranked AS (
    SELECT s.*, p.total_usd, p.unspecified_usd,
        s.usd / nullif(CAST(p.total_usd AS DOUBLE), 0) AS share,
        row_number() OVER (PARTITION BY source, importer_iso3, product_code, period_type, period_start
            ORDER BY s.usd DESC, supplier_iso3) AS place
    FROM supplied AS s JOIN purchase AS p USING (source, importer_iso3, product_code, period_type, period_start)
    WHERE supplier_role = 'supplier'),
named AS (
    SELECT source, importer_iso3, product_code, period_type, period_start, sum(share * share) AS hhi,
        max(supplier_iso3) FILTER (place = 1) AS top, max(share) AS top_share,
        max(s.usd) FILTER (place = 1) AS top_usd, coalesce(max(s.usd) FILTER (place = 2), 0) AS second_usd,
        sum(share) FILTER (place <= 3) AS top3
    FROM ranked AS s GROUP BY ALL),
-- By weight: squares of what is known of each, and of those without a weight how many they are (n) and what is known of
-- them.
squares AS (
    SELECT source, importer_iso3, product_code, period_type, period_start,
        sum(kg * kg) AS squares, max(kg) AS largest, count(*) FILTER (hidden) AS n,
        min(kg) FILTER (hidden) AS least_without, coalesce(max(kg) FILTER (hidden), 0) AS largest_without
    FROM (SELECT * REPLACE (CAST(coalesce(kg, 0) AS DOUBLE) AS kg), hidden_usd > 0 AS hidden FROM supplied
            WHERE supplier_role = 'supplier')
    GROUP BY ALL),
weight AS (
    SELECT w.*, CAST(total_kg AS DOUBLE) AS total, coalesce(q.squares, 0) AS squares, coalesce(largest, 0) AS largest,
        coalesce(n, 0) AS n, least_without, coalesce(largest_without, 0) AS largest_without,
        CAST(left_kg AS DOUBLE) AS h, unspecified_hidden_usd > 0 AS unnamed_without,
        CAST(unspecified_kg AS DOUBLE) AS u
    FROM weighing AS w LEFT JOIN squares AS q USING (source, importer_iso3, product_code, period_type, period_start)),
weight_index AS (
    SELECT source, importer_iso3, product_code, period_type, period_start,
        squares / (total * total) AS known_index, h IS NOT NULL AS all_weighed,
        -- Many small suppliers without a name may have what is left; n with a name share it evenly, or have any weight.
        CASE WHEN n = 0 AND h IS NOT NULL OR unnamed_without AND h IS NOT NULL THEN squares / (total * total)
            WHEN h IS NOT NULL THEN (squares + 2 * h * least_without + h * h / n) / (total * total)
            WHEN unnamed_without THEN 0 ELSE squares / (total * total + n * squares) END AS low,
        -- All of it is one supplier's, and what is not specified is the largest one's.
        CASE WHEN h IS NULL THEN 1
            WHEN unnamed_without OR n = 0 THEN (squares + (u + h) * (2 * largest + u + h)) / (total * total)
            ELSE (squares + greatest((u + h) * (2 * largest_without + u + h),
                u * (2 * largest + u) + h * (2 * largest_without + h))) / (total * total) END AS high
    FROM weight WHERE total > 0),
bounded AS (
    SELECT p.*, coalesce(hhi, 0) AS hhi, top, top_share, top3, top_usd, second_usd,
        i.low AS weight_low, i.high AS weight_high,
        CASE WHEN round(w.coverage, 9) >= 0.95 THEN CASE WHEN all_weighed THEN i.low ELSE i.known_index END END
            AS weight_index,
        CASE WHEN round(w.coverage, 9) >= 0.95 THEN t.kg / CAST(w.total_kg AS DOUBLE) END AS top_weight_share,
        w.total_kg, coalesce(w.basis, 'none') AS basis, w.coverage,
        unspecified_usd / nullif(CAST(total_usd AS DOUBLE), 0) AS u,
        coalesce(hhi, 0) + unspecified_usd / nullif(CAST(total_usd AS DOUBLE), 0)
            * (2 * coalesce(top_share, 0) + unspecified_usd / nullif(CAST(total_usd AS DOUBLE), 0)) AS hhi_high
    FROM purchase AS p LEFT JOIN named USING (source, importer_iso3, product_code, period_type, period_start)
        LEFT JOIN weighing AS w USING (source, importer_iso3, product_code, period_type, period_start)
        LEFT JOIN weight_index AS i USING (source, importer_iso3, product_code, period_type, period_start)
        LEFT JOIN supplied AS t ON t.source = p.source AND t.importer_iso3 = p.importer_iso3
            AND t.product_code = p.product_code AND t.period_type = p.period_type AND t.period_start = p.period_start
            AND t.supplier_iso3 = named.top AND t.supplier_role = 'supplier')
SELECT source, importer_iso3, product_code, period_type, period_start, year,
    CASE importer_iso3 WHEN 'WLD' THEN 'export' ELSE 'import' END AS side,
    CASE WHEN reason IS NULL AND suppliers > 0 THEN hhi END AS value_hhi,
    CASE WHEN reason IS NULL THEN hhi END AS value_hhi_low,
    CASE WHEN reason IS NULL THEN hhi_high END AS value_hhi_high,
    CASE WHEN reason IS NULL AND suppliers > 0 THEN weight_index END AS weight_hhi,
    CASE WHEN reason IS NULL THEN weight_low END AS weight_hhi_low,
    CASE WHEN reason IS NULL THEN weight_high END AS weight_hhi_high,
    CASE WHEN reason IS NULL THEN top_weight_share END AS top_supplier_weight_share,
    total_kg AS total_weight_kg, basis AS weight_basis, coverage AS weight_coverage_share,
    suppliers AS supplier_count,
    CASE WHEN reason IS NULL AND hhi > 0 THEN 1 / hhi END AS effective_suppliers,
    CASE WHEN reason IS NULL AND hhi_high > 0 THEN 1 / hhi_high END AS effective_suppliers_low,
    CASE WHEN reason IS NULL THEN top END AS top_supplier_iso3,
    -- First whoever the unspecified suppliers are: the second and all of them together are less, and they alone are, too.
    CASE WHEN reason IS NULL THEN top_usd > second_usd + unspecified_usd AND top_usd > unspecified_usd END
        AS top_supplier_certain,
    CASE WHEN reason IS NULL THEN top_share END AS top_supplier_value_share,
    CASE WHEN reason IS NULL THEN top_share END AS top_supplier_value_share_low,
    CASE WHEN reason IS NULL THEN top_share + u END AS top_supplier_value_share_high,
    CASE WHEN reason IS NULL AND suppliers > 0 THEN top3 END AS top3_value_share,
    CASE WHEN reason IS NULL THEN u END AS unspecified_value_share,
    total_usd AS total_value_usd, self_usd AS re_import_value_usd,
    -- Nobody named: no index, but bounds from 0 to 1.
    coalesce(reason, CASE WHEN suppliers = 0 THEN 'no_suppliers' END) AS concentration_reason
FROM bounded
-- An importer that names groups of countries alone has no row.
WHERE EXISTS (SELECT 1 FROM supplied AS s WHERE s.source = bounded.source AND s.importer_iso3 = bounded.importer_iso3
    AND s.product_code = bounded.product_code AND s.period_type = bounded.period_type
    AND s.period_start = bounded.period_start)
