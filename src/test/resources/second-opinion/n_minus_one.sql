-- N-1 by what is bought directly: of each importer, product and year the one supplier whose loss takes most of the imports,
-- by value; all that is unspecified may be its own. Of equal suppliers the first by code.
WITH ranked AS (
    SELECT s.*, row_number() OVER (PARTITION BY source, importer_iso3, product_code, period_start
        ORDER BY s.usd DESC, supplier_iso3) AS place
    FROM supplied AS s WHERE supplier_role = 'supplier' AND period_type = 'year' AND s.usd > 0)
SELECT source, importer_iso3, product_code, p.year, p.suppliers AS supplier_count,
    CASE WHEN p.reason IS NULL THEN r.supplier_iso3 END AS by_value_iso3,
    CASE WHEN p.reason IS NULL THEN r.usd / CAST(p.total_usd AS DOUBLE) END AS lost_value_share,
    CASE WHEN p.reason IS NULL THEN (r.usd + p.unspecified_usd) / CAST(p.total_usd AS DOUBLE) END
        AS lost_value_share_high,
    CASE WHEN p.reason IS NULL THEN r.usd END AS lost_value_usd,
    coalesce(p.reason, CASE WHEN r.supplier_iso3 IS NULL THEN 'no_named_supplier' END) AS loss_reason
FROM purchase AS p LEFT JOIN (SELECT * FROM ranked WHERE place = 1) AS r
    USING (source, importer_iso3, product_code, period_type, period_start)
WHERE p.period_type = 'year' AND importer_iso3 <> 'WLD'
    AND EXISTS (SELECT 1 FROM supplied AS s WHERE s.source = p.source AND s.importer_iso3 = p.importer_iso3
        AND s.product_code = p.product_code AND s.period_type = p.period_type AND s.period_start = p.period_start)
