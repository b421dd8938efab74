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
    CASE WHEN s.supplier_role = 'self' AND coalesce(p.reason, 'no_imports') = 'no_imports' THEN 're_import'
        ELSE p.reason END AS share_reason,
    CASE WHEN s.source LIKE 'BACI%' THEN
        s.year = CAST(regexp_extract(s.source, 'V(20[0-9]{2})', 1) AS INTEGER) - 2 END AS provisional
FROM supplied AS s JOIN purchase AS p USING (source, importer_iso3, product_code, period_type, period_start)
WHERE importer_iso3 <> 'WLD'
