-- Mirror gaps: for each flow what the exporter (X) and the importer (M) report of a year.
-- gap = |X - M| / (X + M), ratio = M / X, by value and by weight. A flow that one side does not see is listed only where
-- that side reports on the product and year at all. BACI is reconciled and has no mirror.
CREATE OR REPLACE TEMP VIEW mirror AS
WITH reported_by_countries AS (
    SELECT f.* FROM flow_of_a_year AS f WHERE reporter_kind = 'country'),
reported AS (
    SELECT direction, reporter_iso3 AS reporter, partner_iso3 AS partner, product_code, year, hs_edition AS edition,
        value_usd AS usd, net_weight_kg AS kg
    FROM reported_by_countries WHERE partner_kind = 'country'),
side AS (
    -- Who names partners, or says that there was no trade.
    SELECT DISTINCT direction, reporter_iso3 AS reporter, product_code, year FROM reported_by_countries
    WHERE partner_kind <> 'world' OR value_usd = 0),
both_sides AS (
    SELECT coalesce(m.reporter, x.partner) AS importer_iso3, coalesce(m.partner, x.reporter) AS exporter_iso3,
        coalesce(m.product_code, x.product_code) AS product_code, coalesce(m.year, x.year) AS year,
        m.usd AS import_value_usd, x.usd AS export_value_usd, m.kg AS import_weight_kg, x.kg AS export_weight_kg,
        m.edition AS import_edition, x.edition AS export_edition
    FROM (SELECT * FROM reported WHERE direction = 'import') AS m
    FULL JOIN (SELECT * FROM reported WHERE direction = 'export') AS x
        ON m.reporter = x.partner AND m.partner = x.reporter AND m.product_code = x.product_code AND m.year = x.year
    -- Of several editions the importer's newest, and the exporter's same one, or else its newest.
    QUALIFY row_number() OVER (PARTITION BY coalesce(m.reporter, x.partner), coalesce(m.partner, x.reporter),
        coalesce(m.product_code, x.product_code), coalesce(m.year, x.year)
        ORDER BY m.edition DESC, coalesce(m.edition = x.edition, false) DESC, x.edition DESC) = 1),
matched AS (
    -- Editions are held against each other only where a correlation says that the code is the same goods.
    SELECT *, import_edition = export_edition OR EXISTS (SELECT 1 FROM code_correlation AS c WHERE c.relation = '1:1'
        AND c.from_code = product_code AND c.to_code = product_code
        AND greatest(import_edition, export_edition) = c.from_edition
        AND least(import_edition, export_edition) = c.to_edition) AS same_goods
    FROM both_sides)
SELECT 'comtrade' AS dataset, b.* EXCLUDE (same_goods),
    CASE WHEN same_goods AND import_value_usd + export_value_usd > 0
        THEN abs(export_value_usd - import_value_usd) / (export_value_usd + import_value_usd) END AS value_gap,
    CASE WHEN same_goods THEN import_value_usd / nullif(export_value_usd, 0) END AS value_ratio,
    CASE WHEN same_goods THEN abs(export_weight_kg - import_weight_kg) / (export_weight_kg + import_weight_kg) END
        AS weight_gap,
    CASE WHEN same_goods THEN import_weight_kg / export_weight_kg END AS weight_ratio,
    CASE WHEN import_value_usd IS NULL THEN 'importer_reports_none'
        WHEN export_value_usd IS NULL THEN 'exporter_reports_none'
        WHEN NOT same_goods THEN 'no_correlation' WHEN import_value_usd + export_value_usd = 0 THEN 'both_zero' END AS gap_reason
FROM matched AS b
WHERE EXISTS (SELECT 1 FROM side AS s WHERE s.direction = 'import' AND s.reporter = b.importer_iso3
        AND s.product_code = b.product_code AND s.year = b.year)
    AND EXISTS (SELECT 1 FROM side AS s WHERE s.direction = 'export' AND s.reporter = b.exporter_iso3
        AND s.product_code = b.product_code AND s.year = b.year);
