-- HHI = sum of squared shares of named suppliers; upper bound with the unspecified part u given whole to the largest:
-- HHI + u (2 s1 + u).
WITH ranked AS (
    SELECT s.*, p.total_usd, p.unspecified_usd, p.complete,
        s.usd / nullif(CAST(p.total_usd AS DOUBLE), 0) AS share,
        row_number() OVER (PARTITION BY source, importer_iso3, product_code, period_type, period_start
            ORDER BY s.usd DESC, supplier_iso3) AS place
    FROM supplied AS s JOIN purchase AS p USING (source, importer_iso3, product_code, period_type, period_start)
    WHERE supplier_role = 'supplier'),
named AS (
    SELECT source, importer_iso3, product_code, period_type, period_start, sum(share * share) AS hhi,
        max(supplier_iso3) FILTER (place = 1) AS top, max(share) AS top_share,
        sum(share) FILTER (place <= 3) AS top3
    FROM ranked GROUP BY ALL)
SELECT source, importer_iso3, product_code, period_type, period_start, p.year, 'import' AS side,
    CASE WHEN complete AND total_usd > 0 THEN coalesce(hhi, 0) END AS value_hhi,
    CASE WHEN complete AND total_usd > 0 THEN coalesce(hhi, 0) + unspecified_usd / CAST(total_usd AS DOUBLE)
        * (2 * coalesce(top_share, 0) + unspecified_usd / CAST(total_usd AS DOUBLE)) END AS value_hhi_high,
    suppliers AS supplier_count,
    CASE WHEN complete AND total_usd > 0 THEN top END AS top_supplier_iso3,
    CASE WHEN complete AND total_usd > 0 THEN top_share END AS top_supplier_value_share,
    CASE WHEN complete AND total_usd > 0 THEN top_share + unspecified_usd / CAST(total_usd AS DOUBLE) END
        AS top_supplier_value_share_high,
    CASE WHEN complete AND total_usd > 0 THEN top3 END AS top3_value_share,
    CASE WHEN complete AND total_usd > 0 THEN unspecified_usd / CAST(total_usd AS DOUBLE) END
        AS unspecified_value_share,
    total_usd AS total_value_usd, self_usd AS re_import_value_usd,
    CASE WHEN NOT complete THEN 'incomplete' WHEN total_usd = 0 THEN 'no_imports' END AS concentration_reason
FROM purchase AS p LEFT JOIN named USING (source, importer_iso3, product_code, period_type, period_start)
