-- Who supplied each importer with how much, by source, product and period.

-- Each data set and edition is a source of its own.
CREATE OR REPLACE TEMP VIEW import_flow AS
SELECT CASE dataset WHEN 'baci' THEN 'BACI' ELSE 'UN Comtrade' END || ' HS'
        || CASE hs_edition WHEN 'H0' THEN '1992' WHEN 'H1' THEN '1996' WHEN 'H2' THEN '2002' WHEN 'H3' THEN '2007'
            WHEN 'H4' THEN '2012' WHEN 'H5' THEN '2017' WHEN 'H6' THEN '2022' ELSE '' END
        || coalesce(' ' || release, '') AS source,
    reporter_iso3 AS importer_iso3, * EXCLUDE (reporter_iso3)
FROM flow WHERE direction = 'import' AND reporter_kind <> 'unspecified';

-- What a slice says: groups of countries are no suppliers; what World has beyond its partners is not specified.
CREATE OR REPLACE TEMP VIEW slice AS
SELECT source, importer_iso3, product_code, period_type, period_start, year,
    bool_or(slice_complete) AS complete,
    coalesce(sum(value_usd) FILTER (partner_kind IN ('country', 'unspecified', 'self')), 0) AS partners_usd,
    max(value_usd) FILTER (partner_kind = 'world') AS world_usd,
    coalesce(sum(net_weight_kg) FILTER (partner_kind IN ('country', 'unspecified', 'self')), 0) AS partners_kg,
    bool_and(net_weight_kg IS NOT NULL) FILTER (partner_kind IN ('country', 'unspecified', 'self')) AS weighed,
    max(net_weight_kg) FILTER (partner_kind = 'world') AS world_kg
FROM import_flow GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW supplied_as_reported AS
SELECT source, importer_iso3, product_code, period_type, period_start, year, supplier_iso3, supplier_role,
    sum(usd) AS usd, sum(kg) AS kg
FROM (
    SELECT source, importer_iso3, product_code, period_type, period_start, year,
        CASE WHEN partner_kind = 'unspecified' THEN 'XXX' ELSE partner_iso3 END AS supplier_iso3,
        CASE partner_kind WHEN 'country' THEN 'supplier' ELSE partner_kind END AS supplier_role,
        value_usd AS usd, net_weight_kg AS kg
    FROM import_flow WHERE partner_kind IN ('country', 'unspecified', 'self')
    UNION ALL
    SELECT source, importer_iso3, product_code, period_type, period_start, year, 'XXX', 'unspecified',
        world_usd - partners_usd, NULL
    FROM slice WHERE world_usd > partners_usd)
GROUP BY ALL;

-- A year is the annual figure, or else the sum of its twelve months; twelve months that end in a month need all of them.
CREATE OR REPLACE TEMP VIEW span AS
SELECT source, importer_iso3, product_code, period_type, period_start, period_start AS part_start,
    period_type AS part_type, year, complete
FROM slice
UNION ALL
SELECT s.source, s.importer_iso3, s.product_code, kind.period_type, kind.start, p.period_start, 'month',
    year(kind.start + INTERVAL 11 MONTH), p.complete
FROM (SELECT DISTINCT source, importer_iso3, product_code FROM slice WHERE period_type = 'month') AS s
    JOIN LATERAL (
        SELECT DISTINCT 'rolling_12_months' AS period_type, CAST(m.period_start - INTERVAL 11 MONTH AS DATE) AS start
        FROM slice AS m WHERE m.period_type = 'month' AND m.source = s.source AND m.importer_iso3 = s.importer_iso3
            AND m.product_code = s.product_code
        UNION ALL
        SELECT DISTINCT 'year', make_date(m.year, 1, 1)
        FROM slice AS m WHERE m.period_type = 'month' AND m.source = s.source AND m.importer_iso3 = s.importer_iso3
            AND m.product_code = s.product_code
            AND NOT EXISTS (SELECT 1 FROM slice AS a WHERE a.period_type = 'year' AND a.source = m.source
                AND a.importer_iso3 = m.importer_iso3 AND a.product_code = m.product_code AND a.year = m.year)) AS kind
        ON true
    JOIN slice AS p ON p.period_type = 'month' AND p.source = s.source AND p.importer_iso3 = s.importer_iso3
        AND p.product_code = s.product_code AND p.period_start >= kind.start
        AND p.period_start < kind.start + INTERVAL 12 MONTH
QUALIFY count(*) OVER (PARTITION BY s.source, s.importer_iso3, s.product_code, kind.period_type, kind.start) = 12;

CREATE OR REPLACE TEMP VIEW supplied AS
SELECT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, s.supplier_iso3,
    s.supplier_role, sum(s.usd) AS usd, sum(s.kg) AS kg
FROM span AS p JOIN supplied_as_reported AS s ON s.source = p.source AND s.importer_iso3 = p.importer_iso3
    AND s.product_code = p.product_code AND s.period_type = p.part_type AND s.period_start = p.part_start
GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW purchase AS
SELECT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, p.complete,
    coalesce(sum(s.usd) FILTER (supplier_role <> 'self'), 0) AS total_usd,
    coalesce(sum(s.usd) FILTER (supplier_role = 'unspecified'), 0) AS unspecified_usd,
    coalesce(sum(s.usd) FILTER (supplier_role = 'self'), 0) AS self_usd,
    count(*) FILTER (supplier_role = 'supplier' AND s.usd > 0) AS suppliers
FROM (SELECT source, importer_iso3, product_code, period_type, period_start, year, bool_and(complete) AS complete
        FROM span GROUP BY ALL) AS p
    LEFT JOIN supplied AS s USING (source, importer_iso3, product_code, period_type, period_start)
GROUP BY ALL;
