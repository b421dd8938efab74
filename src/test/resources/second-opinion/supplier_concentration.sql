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
bounded AS (
    SELECT p.*, coalesce(hhi, 0) AS hhi, top, top_share, top3, top_usd, second_usd,
        unspecified_usd / nullif(CAST(total_usd AS DOUBLE), 0) AS u,
        coalesce(hhi, 0) + unspecified_usd / nullif(CAST(total_usd AS DOUBLE), 0)
            * (2 * coalesce(top_share, 0) + unspecified_usd / nullif(CAST(total_usd AS DOUBLE), 0)) AS hhi_high
    FROM purchase AS p LEFT JOIN named USING (source, importer_iso3, product_code, period_type, period_start))
SELECT source, importer_iso3, product_code, period_type, period_start, year,
    CASE importer_iso3 WHEN 'WLD' THEN 'export' ELSE 'import' END AS side,
    CASE WHEN reason IS NULL AND suppliers > 0 THEN hhi END AS value_hhi,
    CASE WHEN reason IS NULL THEN hhi END AS value_hhi_low,
    CASE WHEN reason IS NULL THEN hhi_high END AS value_hhi_high,
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
