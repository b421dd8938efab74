-- Each reporter's gap over all its flows that both sides report, sum |X - M| / sum (X + M), and the mean of the squared
-- logarithm of M / X.
WITH side AS (
    SELECT importer_iso3 AS reporter_iso3, 'import' AS direction, import_value_usd AS m, export_value_usd AS x FROM mirror WHERE value_gap IS NOT NULL
    UNION ALL
    SELECT exporter_iso3, 'export', import_value_usd, export_value_usd FROM mirror
    WHERE value_gap IS NOT NULL)
SELECT 'comtrade' AS dataset, reporter_iso3, direction, count(*) AS flow_count, sum(abs(x - m)) AS difference_usd,
    sum(x + m) AS reported_usd, sum(abs(x - m)) / sum(x + m) AS value_gap, avg(ln(m / x) ** 2) AS log_ratio_variance
FROM side WHERE m > 0 AND x > 0
GROUP BY ALL
