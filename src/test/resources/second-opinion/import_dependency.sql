-- value_share = M / (named suppliers + unspecified), value_share_high = value_share + unspecified / the same total.
-- Re-imports are in neither. The last year of each release of BACI is provisional: that of 2026 ends with 2024.
SELECT s.source, s.importer_iso3, s.product_code, s.period_type, s.period_start, s.supplier_iso3, s.year,
    s.supplier_role, s.usd AS value_usd, p.total_usd AS total_value_usd,
    CASE WHEN p.reason IS NULL AND s.supplier_role <> 'self' THEN s.usd / nullif(CAST(p.total_usd AS DOUBLE), 0) END
        AS value_share,
    CASE WHEN p.reason IS NULL AND s.supplier_role <> 'self' THEN
        (s.usd + CASE s.supplier_role WHEN 'supplier' THEN p.unspecified_usd ELSE 0 END)
            / nullif(CAST(p.total_usd AS DOUBLE), 0) END AS value_share_high,
    CASE WHEN p.reason IS NULL AND s.supplier_role = 'supplier' THEN row_number() OVER (
        PARTITION BY s.source, s.importer_iso3, s.product_code, s.period_type, s.period_start, s.supplier_role
        ORDER BY s.usd DESC, s.supplier_iso3) END AS value_rank,
    -- The best place: behind who is larger even with all that is unspecified. The worst: behind who is as large with it, and
    -- as many unnamed suppliers as it makes so large.
    CASE WHEN p.reason IS NULL AND s.supplier_role = 'supplier' AND s.usd > 0 THEN 1 + (SELECT count(*) FROM supplied AS o
        WHERE o.source = s.source AND o.importer_iso3 = s.importer_iso3 AND o.product_code = s.product_code
            AND o.period_type = s.period_type AND o.period_start = s.period_start AND o.supplier_role = 'supplier'
            AND o.usd > s.usd + p.unspecified_usd) END AS value_rank_low,
    CASE WHEN p.reason IS NULL AND s.supplier_role = 'supplier' AND s.usd > 0 THEN (SELECT count(*) FROM supplied AS o
        WHERE o.source = s.source AND o.importer_iso3 = s.importer_iso3 AND o.product_code = s.product_code
            AND o.period_type = s.period_type AND o.period_start = s.period_start AND o.supplier_role = 'supplier'
            AND o.usd > 0 AND o.usd >= s.usd - p.unspecified_usd)
        + least(249, floor(p.unspecified_usd / CAST(s.usd AS DOUBLE))) END AS value_rank_high,
    s.kg AS net_weight_kg, s.unweighed_usd AS value_without_weight_usd, w.total_kg AS total_weight_kg,
    coalesce(w.basis, 'none') AS weight_basis, w.coverage AS weight_coverage_share,
    CASE WHEN p.reason IS NULL AND s.supplier_role <> 'self' AND round(w.coverage, 9) >= 0.95
        -- Who alone lacks a part of its weight has what World leaves.
        THEN (s.kg + CASE WHEN s.hidden_usd > 0 AND w.without_weight = 1 THEN coalesce(w.left_kg, 0) ELSE 0 END)
            / CAST(w.total_kg AS DOUBLE) END AS weight_share,
    CASE WHEN p.reason IS NULL THEN b.low END AS weight_share_low,
    CASE WHEN p.reason IS NULL THEN b.high END AS weight_share_high,
    CASE WHEN p.reason IS NULL THEN b.low_usual END AS weight_share_low_usual,
    CASE WHEN p.reason IS NULL THEN b.high_usual END AS weight_share_high_usual,
    w.unit_values AS unit_value_count, w.p05 AS unit_value_p05_usd_per_kg, w.p95 AS unit_value_p95_usd_per_kg,
    CASE WHEN s.supplier_role = 'self' AND coalesce(p.reason, 'no_imports') = 'no_imports' THEN 're_import'
        ELSE p.reason END AS share_reason,
    CASE WHEN s.source LIKE 'BACI%' THEN
        s.year = CAST(regexp_extract(s.source, 'V(20[0-9]{2})', 1) AS INTEGER) - 2 END AS provisional
FROM supplied AS s JOIN purchase AS p USING (source, importer_iso3, product_code, period_type, period_start)
    LEFT JOIN usual AS w USING (source, importer_iso3, product_code, period_type, period_start)
    LEFT JOIN weight_bounds AS b USING (source, importer_iso3, product_code, period_type, period_start, supplier_iso3,
        supplier_role)
WHERE importer_iso3 <> 'WLD'
