-- GeoDep (CEPII) in reconciled data: CDI1 above 0.4, an HHI of the world's exporters above 0.4, and imports above exports.
-- It persists when it holds in two of three years, whatever years without an answer may have been.
WITH world AS (
    SELECT source, product_code, year, round(sum(share * share), 9) AS hhi
    FROM (SELECT source, product_code, year,
            usd / CAST(sum(usd) OVER (PARTITION BY source, product_code, year) AS DOUBLE) AS share
        FROM sold WHERE source LIKE 'BACI%')
    GROUP BY ALL),
answers AS (
    SELECT c.source, importer_iso3, product_code, c.year, w.hhi,
        CASE WHEN w.hhi > 0.4 THEN 'yes' ELSE 'no' END AS world_result,
        CASE WHEN cdi1_result = 'no' OR w.hhi <= 0.4 OR geodep_exports_result = 'no' THEN 'no'
            WHEN cdi1_result = 'yes' AND w.hhi > 0.4 AND geodep_exports_result = 'yes' THEN 'yes'
            ELSE 'undetermined' END AS result
    FROM criteria AS c JOIN world AS w USING (source, product_code, year)),
every AS (
    SELECT *, true AS answered FROM answers
    UNION ALL
    -- A bloc that buys nothing has no criteria, but it does not meet all where the world is not concentrated.
    SELECT w.source, b.bloc, w.product_code, w.year, NULL, NULL, 'no', false
    FROM world AS w JOIN (SELECT DISTINCT bloc FROM bloc_member) AS b ON w.hhi <= 0.4
    WHERE NOT EXISTS (SELECT 1 FROM answers AS a WHERE a.source = w.source AND a.importer_iso3 = b.bloc
        AND a.product_code = w.product_code AND a.year = w.year)),
counted AS (
    -- Sources of BACI differ by edition and release, which all years of the fixtures share.
    SELECT *, count(*) FILTER (result = 'yes') OVER three AS met,
        count(*) FILTER (result <> 'undetermined') OVER three AS known
    FROM every
    WINDOW three AS (PARTITION BY source, importer_iso3, product_code ORDER BY year
        RANGE BETWEEN 2 PRECEDING AND CURRENT ROW))
SELECT source, importer_iso3, product_code, year, hhi AS world_export_hhi, hhi AS world_export_hhi_low,
    hhi AS world_export_hhi_high, hhi - 0.4 AS world_export_distance, world_result AS world_export_result,
    result AS geodep_result, met AS geodep_years_met, known AS geodep_years_known,
    CASE WHEN met >= 2 THEN 'yes' WHEN known - met >= 2 THEN 'no' ELSE 'undetermined' END AS geodep_persistent_result
FROM counted WHERE answered
