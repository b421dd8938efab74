-- Who supplied each importer with how much, by source, product and period.

-- Each data set and edition is a source of its own.
CREATE OR REPLACE TEMP VIEW import_flow AS
SELECT CASE dataset WHEN 'baci' THEN 'BACI' ELSE 'UN Comtrade' END || ' HS'
        || CASE hs_edition WHEN 'H0' THEN '1992' WHEN 'H1' THEN '1996' WHEN 'H2' THEN '2002' WHEN 'H3' THEN '2007'
            WHEN 'H4' THEN '2012' WHEN 'H5' THEN '2017' WHEN 'H6' THEN '2022' ELSE '' END
        || coalesce(' ' || release, '') AS source,
    reporter_iso3 AS importer_iso3, * EXCLUDE (reporter_iso3)
FROM (
    SELECT * FROM flow WHERE direction = 'import' AND reporter_kind <> 'unspecified'
    UNION ALL
    -- Of BACI the world's suppliers are what all importers bought: the export side, importer WLD.
    SELECT * REPLACE ('WLD' AS reporter_iso3) FROM flow WHERE dataset = 'baci' AND partner_kind <> 'self');

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
        greatest(world_usd - partners_usd, 0), NULL
    FROM slice WHERE world_usd > partners_usd OR weighed AND world_kg > partners_kg)
GROUP BY ALL;

-- Months on which an importer reports imports of anything: one without the product is zero, not unknown.
CREATE OR REPLACE TEMP VIEW month_reported AS
SELECT DISTINCT source, importer_iso3, period_start FROM import_flow WHERE period_type = 'month';

-- A year is the annual figure, or else the sum of its months; it is whole where the importer reports on all twelve. Twelve
-- months that end in a month are stated only where they are whole and the product is in one of them.
CREATE OR REPLACE TEMP VIEW window_of_months AS
SELECT DISTINCT s.source, s.importer_iso3, s.product_code, kind.period_type, kind.start
FROM slice AS s JOIN LATERAL (
        SELECT 'rolling_12_months' AS period_type, CAST(s.period_start - to_months(CAST(k AS INT)) AS DATE) AS start
        FROM range(12) AS r(k)
        UNION ALL SELECT 'year', make_date(s.year, 1, 1)) AS kind ON true
WHERE s.period_type = 'month' AND NOT (kind.period_type = 'year' AND EXISTS (SELECT 1 FROM slice AS a
    WHERE a.period_type = 'year' AND a.source = s.source AND a.importer_iso3 = s.importer_iso3
        AND a.product_code = s.product_code AND a.year = s.year));

CREATE OR REPLACE TEMP VIEW window_known AS
SELECT w.*, (SELECT count(*) FROM month_reported AS m WHERE m.source = w.source AND m.importer_iso3 = w.importer_iso3
    AND m.period_start >= w.start AND m.period_start < w.start + INTERVAL 12 MONTH) AS months
FROM window_of_months AS w;

CREATE OR REPLACE TEMP VIEW span AS
SELECT source, importer_iso3, product_code, period_type, period_start, period_start AS part_start,
    period_type AS part_type, year, complete, 12 AS months
FROM slice
UNION ALL
SELECT w.source, w.importer_iso3, w.product_code, w.period_type, w.start, p.period_start, 'month',
    year(w.start + INTERVAL 11 MONTH), p.complete, w.months
FROM window_known AS w JOIN slice AS p ON p.period_type = 'month' AND p.source = w.source
    AND p.importer_iso3 = w.importer_iso3 AND p.product_code = w.product_code AND p.period_start >= w.start
    AND p.period_start < w.start + INTERVAL 12 MONTH
WHERE w.period_type = 'year' OR w.months = 12
    -- Months that are missing between reported ones leave a lower bound, without a share.
    OR EXISTS (SELECT 1 FROM month_reported AS m WHERE m.source = w.source AND m.importer_iso3 = w.importer_iso3
            AND m.period_start = w.start)
        AND EXISTS (SELECT 1 FROM month_reported AS m WHERE m.source = w.source
            AND m.importer_iso3 = w.importer_iso3 AND m.period_start = CAST(w.start + INTERVAL 11 MONTH AS DATE));

CREATE OR REPLACE TEMP VIEW supplied AS
WITH stated AS (
    SELECT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, s.supplier_iso3,
        s.supplier_role, sum(s.usd) AS usd, sum(s.kg) AS kg
    FROM span AS p JOIN supplied_as_reported AS s ON s.source = p.source AND s.importer_iso3 = p.importer_iso3
        AND s.product_code = p.product_code AND s.period_type = p.part_type AND s.period_start = p.part_start
    GROUP BY ALL)
SELECT * FROM stated
UNION ALL
-- A World of zero alone says that nothing was imported, from nobody named.
SELECT DISTINCT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, 'XXX', 'unspecified',
    0, NULL
FROM span AS p JOIN slice AS w ON w.source = p.source AND w.importer_iso3 = p.importer_iso3
    AND w.product_code = p.product_code AND w.period_type = p.part_type AND w.period_start = p.part_start
WHERE w.world_usd IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stated AS s WHERE s.source = p.source
    AND s.importer_iso3 = p.importer_iso3 AND s.product_code = p.product_code AND s.period_type = p.period_type
    AND s.period_start = p.period_start);

CREATE OR REPLACE TEMP VIEW purchase AS
SELECT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year,
    coalesce(sum(s.usd) FILTER (supplier_role <> 'self'), 0) AS total_usd,
    coalesce(sum(s.usd) FILTER (supplier_role = 'unspecified'), 0) AS unspecified_usd,
    coalesce(sum(s.usd) FILTER (supplier_role = 'self'), 0) AS self_usd,
    count(*) FILTER (supplier_role = 'supplier' AND s.usd > 0) AS suppliers,
    CASE WHEN NOT p.complete THEN 'incomplete' WHEN p.months < 12 THEN 'months_missing'
        WHEN coalesce(sum(s.usd) FILTER (supplier_role <> 'self'), 0) = 0 THEN 'no_imports' END AS reason
FROM (SELECT source, importer_iso3, product_code, period_type, period_start, year, months,
        bool_and(complete) AS complete
    FROM span GROUP BY ALL) AS p
    LEFT JOIN supplied AS s USING (source, importer_iso3, product_code, period_type, period_start)
GROUP BY p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, p.complete, p.months;

-- What countries sold of a product in a year. BACI's are what importers bought. In UN Comtrade it is what the exporter says
-- that it sold to the World, in the year or in each month; a month without the product is zero where the exporter reports
-- exports of anything in that month. Groups of countries stand for themselves.
CREATE OR REPLACE TEMP VIEW export_flow AS
SELECT 'UN Comtrade HS' || CASE hs_edition WHEN 'H0' THEN '1992' WHEN 'H1' THEN '1996' WHEN 'H2' THEN '2002'
        WHEN 'H3' THEN '2007' WHEN 'H4' THEN '2012' WHEN 'H5' THEN '2017' WHEN 'H6' THEN '2022' ELSE '' END AS source,
    reporter_iso3 AS exporter_iso3, * EXCLUDE (reporter_iso3)
FROM flow WHERE direction = 'export' AND dataset = 'comtrade';

CREATE OR REPLACE TEMP VIEW exporting AS
-- Who reports exports of anything on a whole year.
SELECT source, exporter_iso3, year FROM export_flow GROUP BY ALL
HAVING bool_or(period_type = 'year') OR count(DISTINCT period_start) FILTER (period_type = 'month') = 12;

CREATE OR REPLACE TEMP VIEW group_member AS
SELECT y.year, b.bloc, b.iso3 FROM bloc_member AS b JOIN (SELECT DISTINCT year FROM export_flow) AS y
    ON y.year >= CAST(b.from_year AS INT) AND y.year <= coalesce(TRY_CAST(b.to_year AS INT), 9999)
WHERE b.bloc IN (SELECT exporter_iso3 FROM export_flow WHERE reporter_kind = 'aggregate');

-- Beside it what it says that it sold to members of its own group (or that the group sold to its members), and to countries
-- that are none: where it is not said to whom, it is in neither.
CREATE OR REPLACE TEMP VIEW sold AS
SELECT source, partner_iso3 AS exporter_iso3, product_code, year, sum(value_usd) AS usd, true AS known,
    NULL AS inside_usd, NULL AS outside_usd
FROM import_flow WHERE importer_iso3 = 'WLD' AND partner_kind = 'country' GROUP BY ALL
UNION ALL
SELECT source, exporter_iso3, product_code, year,
    CASE WHEN bool_or(period_type = 'year') THEN sum(usd) FILTER (period_type = 'year') ELSE sum(usd) END,
    CASE WHEN bool_or(period_type = 'year') THEN bool_and(complete) FILTER (period_type = 'year')
        ELSE bool_and(complete) AND bool_and(whole) END,
    CASE WHEN bool_or(period_type = 'year') THEN sum(inside_usd) FILTER (period_type = 'year') ELSE sum(inside_usd) END,
    CASE WHEN bool_or(period_type = 'year') THEN sum(outside_usd) FILTER (period_type = 'year') ELSE sum(outside_usd) END
FROM (SELECT f.source, f.exporter_iso3, product_code, period_type, period_start, f.year,
        coalesce(sum(value_usd) FILTER (partner_kind IN ('country', 'self') AND within), 0) AS inside_usd,
        coalesce(sum(value_usd) FILTER (partner_kind = 'country' AND NOT within), 0) AS outside_usd,
        coalesce(max(value_usd) FILTER (partner_kind = 'world'),
            sum(value_usd) FILTER (partner_kind IN ('country', 'unspecified', 'self'))) AS usd,
        bool_or(slice_complete) AS complete, bool_or(e.year IS NOT NULL) AS whole
    FROM (SELECT x.*, EXISTS (SELECT 1 FROM group_member AS one JOIN group_member AS other
                ON other.bloc = one.bloc AND other.year = one.year
            WHERE x.exporter_iso3 IN (one.iso3, one.bloc) AND other.iso3 = x.partner_iso3 AND one.year = x.year) AS within
        FROM export_flow AS x) AS f LEFT JOIN exporting AS e
        ON e.source = f.source AND e.exporter_iso3 = f.exporter_iso3 AND e.year = f.year
    GROUP BY ALL)
GROUP BY ALL;
