-- N-1 by what is bought directly: of each importer, product and year the one supplier whose loss takes most of the
-- imports, by value; all that is unspecified may be its own. By weight it is the largest of those whose weight is known,
-- and certainly so where its lower bound is above all others' upper ones, and those of named ones are known. Of equal suppliers the
-- first by code.
WITH ranked AS (
    SELECT s.*, row_number() OVER (PARTITION BY source, importer_iso3, product_code, period_start
        ORDER BY s.usd DESC, supplier_iso3) AS place
    FROM supplied AS s WHERE supplier_role = 'supplier' AND period_type = 'year' AND s.usd > 0),
by_weight AS (
    SELECT s.source, s.importer_iso3, s.product_code, s.period_type, s.period_start, s.supplier_iso3, s.kg, b.*
        EXCLUDE (source, importer_iso3, product_code, period_type, period_start, supplier_iso3, supplier_role)
    FROM supplied AS s JOIN usual AS w USING (source, importer_iso3, product_code, period_type, period_start)
        JOIN weight_bounds AS b USING (source, importer_iso3, product_code, period_type, period_start, supplier_iso3,
            supplier_role)
    WHERE supplier_role = 'supplier' AND period_type = 'year' AND s.kg IS NOT NULL AND round(w.coverage, 9) >= 0.95
    QUALIFY row_number() OVER (PARTITION BY source, importer_iso3, product_code, period_start
        ORDER BY s.kg DESC, s.supplier_iso3) = 1)
SELECT source, importer_iso3, product_code, p.year, p.suppliers AS supplier_count,
    CASE WHEN p.reason IS NULL THEN r.supplier_iso3 END AS by_value_iso3,
    CASE WHEN p.reason IS NULL THEN r.usd / CAST(p.total_usd AS DOUBLE) END AS lost_value_share,
    CASE WHEN p.reason IS NULL THEN (r.usd + p.unspecified_usd) / CAST(p.total_usd AS DOUBLE) END
        AS lost_value_share_high,
    CASE WHEN p.reason IS NULL THEN r.usd END AS lost_value_usd,
    CASE WHEN p.reason IS NULL THEN k.supplier_iso3 END AS by_weight_iso3,
    CASE WHEN p.reason IS NULL THEN k.kg / CAST(k.total AS DOUBLE) END AS lost_weight_share,
    CASE WHEN p.reason IS NULL THEN k.low END AS lost_weight_share_low,
    CASE WHEN p.reason IS NULL THEN k.high END AS lost_weight_share_high,
    CASE WHEN p.reason IS NULL THEN k.low_usual END AS lost_weight_share_low_usual,
    CASE WHEN p.reason IS NULL THEN k.high_usual END AS lost_weight_share_high_usual,
    CASE WHEN p.reason IS NULL AND k.supplier_iso3 IS NOT NULL THEN coalesce((
        SELECT bool_and(coalesce(round(k.low, 9) > round(o.high, 9),
            -- Those without a name and a weight have at most what the supplier's own bounds leave open.
            o.supplier_role = 'unspecified' AND round(k.low, 9) > round(k.high, 9) - round(k.low, 9) + 1.5e-9,
            false)) FROM weight_bounds AS o
        WHERE o.source = p.source AND o.importer_iso3 = p.importer_iso3 AND o.product_code = p.product_code
            AND o.period_type = p.period_type AND o.period_start = p.period_start
            AND o.supplier_iso3 <> k.supplier_iso3), true) END AS by_weight_certain,
    coalesce(p.reason, CASE WHEN r.supplier_iso3 IS NULL THEN 'no_named_supplier' END) AS loss_reason
FROM purchase AS p LEFT JOIN (SELECT * FROM ranked WHERE place = 1) AS r
    USING (source, importer_iso3, product_code, period_type, period_start)
    LEFT JOIN by_weight AS k USING (source, importer_iso3, product_code, period_type, period_start)
WHERE p.period_type = 'year' AND importer_iso3 <> 'WLD'
    AND EXISTS (SELECT 1 FROM supplied AS s WHERE s.source = p.source AND s.importer_iso3 = p.importer_iso3
        AND s.product_code = p.product_code AND s.period_type = p.period_type AND s.period_start = p.period_start)
