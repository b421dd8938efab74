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
CREATE OR REPLACE TEMP TABLE slice AS
SELECT source, importer_iso3, product_code, period_type, period_start, year,
    bool_or(slice_complete) AS complete,
    coalesce(sum(value_usd) FILTER (partner_kind IN ('country', 'unspecified', 'self')), 0) AS partners_usd,
    max(value_usd) FILTER (partner_kind = 'world') AS world_usd,
    coalesce(sum(net_weight_kg) FILTER (partner_kind IN ('country', 'unspecified', 'self')), 0) AS partners_kg,
    bool_and(net_weight_kg IS NOT NULL) FILTER (partner_kind IN ('country', 'unspecified', 'self')) AS weighed,
    max(net_weight_kg) FILTER (partner_kind = 'world') AS world_kg,
    -- What World weighs beyond its partners is what those without a weight have together; re-imports are none of them.
    CASE WHEN world_kg - partners_kg > 0.00001 * world_kg
            AND NOT coalesce(bool_or(net_weight_kg IS NULL) FILTER (partner_kind = 'self'), false)
        THEN world_kg - partners_kg END AS left_kg
FROM import_flow GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE supplied_as_reported AS
SELECT source, importer_iso3, product_code, period_type, period_start, year, supplier_iso3, supplier_role,
    sum(usd) AS usd, sum(kg) AS kg, coalesce(sum(usd) FILTER (kg IS NULL), 0) AS unweighed_usd,
    coalesce(bool_or(kg IS NULL AND usd > 0 AND goods), false) AS hidden,
    coalesce(sum(usd) FILTER (estimated), 0) AS estimated_usd,
    coalesce(sum(usd) FILTER (stated), 0) AS stated_usd
FROM (
    SELECT source, importer_iso3, product_code, period_type, period_start, year,
        CASE WHEN partner_kind = 'unspecified' THEN 'XXX' ELSE partner_iso3 END AS supplier_iso3,
        CASE partner_kind WHEN 'country' THEN 'supplier' ELSE partner_kind END AS supplier_role,
        value_usd AS usd, net_weight_kg AS kg, weight_estimated AND net_weight_kg IS NOT NULL AS estimated,
        true AS stated, true AS goods
    FROM import_flow WHERE partner_kind IN ('country', 'unspecified', 'self')
    UNION ALL
    SELECT source, importer_iso3, product_code, period_type, period_start, year, 'XXX', 'unspecified',
        greatest(world_usd - partners_usd, 0),
        CASE WHEN coalesce(weighed, true) AND world_kg > 1.00001 * partners_kg THEN world_kg - partners_kg END, false,
        -- What is less than a dollar or a hundred thousandth of World is a rounding, and nobody's goods.
        false, world_usd - partners_usd >= 1 AND world_usd - partners_usd > 0.00001 * world_usd
    FROM slice WHERE world_usd > partners_usd OR weighed AND world_kg > 1.00001 * partners_kg)
GROUP BY ALL;

-- The edition in which a reporter states a period; what is there in older ones was converted, maybe not of all products.
CREATE OR REPLACE TEMP VIEW edition_reported AS
SELECT direction, reporter_iso3, period_type, period_start, max(hs_edition) AS hs_edition
FROM flow WHERE dataset = 'comtrade' GROUP BY ALL;

-- Months on which an importer reports imports of anything: one without the product is zero, not unknown.
CREATE OR REPLACE TEMP VIEW month_reported AS
SELECT DISTINCT i.source, i.importer_iso3, i.period_start
FROM import_flow AS i JOIN edition_reported AS r ON r.direction = 'import' AND r.reporter_iso3 = i.importer_iso3
    AND r.period_type = i.period_type AND r.period_start = i.period_start AND r.hs_edition = i.hs_edition
WHERE i.period_type = 'month' AND i.dataset = 'comtrade';

-- A year is the annual figure, or else the sum of its months, also where these are all there and partners of the annual
-- figure are not; it is whole where the importer reports on all twelve. Twelve months that end in a month are stated
-- only where they are whole and the product is in one of them.
CREATE OR REPLACE TEMP VIEW window_of_months AS
SELECT DISTINCT s.source, s.importer_iso3, s.product_code, kind.period_type, kind.start
FROM slice AS s JOIN LATERAL (
        SELECT 'rolling_12_months' AS period_type, CAST(s.period_start - to_months(CAST(k AS INT)) AS DATE) AS start
        FROM range(12) AS r(k)
        UNION ALL SELECT 'year', make_date(s.year, 1, 1)) AS kind ON true
WHERE s.period_type = 'month' AND NOT (kind.period_type = 'year' AND EXISTS (SELECT 1 FROM slice AS a
    WHERE a.period_type = 'year' AND a.complete AND a.source = s.source AND a.importer_iso3 = s.importer_iso3
        AND a.product_code = s.product_code AND a.year = s.year));

-- What is known of a window: the months with the product, also converted ones, and those on which the importer reports.
CREATE OR REPLACE TEMP VIEW window_known AS
SELECT w.*, count(DISTINCT m.period_start) AS months,
    count(DISTINCT m.period_start) FILTER (m.period_start IN (w.start, CAST(w.start + INTERVAL 11 MONTH AS DATE))) AS ends
FROM window_of_months AS w JOIN (
        SELECT source, importer_iso3, product_code, period_start FROM slice WHERE period_type = 'month'
        UNION
        SELECT source, importer_iso3, NULL, period_start FROM month_reported) AS m
    ON m.source = w.source AND m.importer_iso3 = w.importer_iso3
        AND (m.product_code IS NULL OR m.product_code = w.product_code)
        AND m.period_start >= w.start AND m.period_start < w.start + INTERVAL 12 MONTH
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE span AS
WITH part AS (
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
        OR w.ends = 2),
judged AS (
    SELECT *, bool_and(complete AND months = 12) OVER (PARTITION BY source, importer_iso3, product_code, period_type,
        period_start, part_type) AS whole
    FROM part)
SELECT * EXCLUDE (whole) FROM judged
QUALIFY rank() OVER (PARTITION BY source, importer_iso3, product_code, period_type, period_start
    ORDER BY whole DESC, part_type DESC) = 1;

CREATE OR REPLACE TEMP TABLE supplied AS
WITH stated AS (
    SELECT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, s.supplier_iso3,
        s.supplier_role, sum(s.usd) AS usd, sum(s.kg) AS kg, sum(s.unweighed_usd) AS unweighed_usd,
        CASE WHEN bool_or(s.hidden) THEN sum(s.unweighed_usd) ELSE 0 END AS hidden_usd,
        sum(s.estimated_usd) AS estimated_usd, sum(s.stated_usd) AS stated_usd
    FROM span AS p JOIN supplied_as_reported AS s ON s.source = p.source AND s.importer_iso3 = p.importer_iso3
        AND s.product_code = p.product_code AND s.period_type = p.part_type AND s.period_start = p.part_start
    GROUP BY ALL)
SELECT * FROM stated
UNION ALL
-- A World of zero alone says that nothing was imported, from nobody named.
SELECT DISTINCT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start, p.year, 'XXX', 'unspecified',
    0, NULL, 0, 0, 0, 0
FROM span AS p JOIN slice AS w ON w.source = p.source AND w.importer_iso3 = p.importer_iso3
    AND w.product_code = p.product_code AND w.period_type = p.part_type AND w.period_start = p.part_start
WHERE w.world_usd IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stated AS s WHERE s.source = p.source
    AND s.importer_iso3 = p.importer_iso3 AND s.product_code = p.product_code AND s.period_type = p.period_type
    AND s.period_start = p.period_start);

CREATE OR REPLACE TEMP TABLE purchase AS
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

-- What the goods of a purchase weigh: those that have a weight, and together those that have none (left_kg), where the
-- World of each slice with such goods says it.
CREATE OR REPLACE TEMP TABLE weighing AS
WITH unweighed AS (
    SELECT source, importer_iso3, product_code, period_type AS part_type, period_start AS part_start
    FROM supplied_as_reported WHERE supplier_role <> 'self' GROUP BY ALL HAVING bool_or(hidden)),
rest AS (
    SELECT p.source, p.importer_iso3, p.product_code, p.period_type, p.period_start,
        CASE WHEN count(s.left_kg) = count(*) THEN sum(s.left_kg) END AS left_kg
    FROM span AS p JOIN unweighed USING (source, importer_iso3, product_code, part_type, part_start)
        JOIN slice AS s ON s.source = p.source AND s.importer_iso3 = p.importer_iso3
            AND s.product_code = p.product_code AND s.period_type = p.part_type AND s.period_start = p.part_start
    GROUP BY ALL),
sums AS (
    SELECT source, importer_iso3, product_code, period_type, period_start, year,
        sum(kg) AS known_kg, sum(usd) AS usd, sum(unweighed_usd) AS unweighed_usd, sum(hidden_usd) AS hidden_usd,
        coalesce(sum(kg) FILTER (supplier_role = 'unspecified'), 0) AS unspecified_kg,
        coalesce(sum(hidden_usd) FILTER (supplier_role = 'unspecified'), 0) AS unspecified_hidden_usd,
        count(*) FILTER (hidden_usd > 0) AS without_weight,
        sum(estimated_usd) AS estimated_usd, sum(stated_usd) AS stated_usd,
        count(kg) FILTER (supplier_role = 'supplier') > 1
            AND max((usd - unweighed_usd) / CAST(kg AS DOUBLE)) FILTER (supplier_role = 'supplier')
            <= 1.001 * min((usd - unweighed_usd) / CAST(kg AS DOUBLE)) FILTER (supplier_role = 'supplier') AS one_price
    FROM supplied WHERE supplier_role <> 'self' GROUP BY ALL)
SELECT s.*, CASE WHEN without_weight = 0 THEN 0 ELSE r.left_kg END AS left_kg,
    CASE WHEN known_kg IS NOT NULL OR r.left_kg IS NOT NULL THEN coalesce(known_kg, 0) + coalesce(r.left_kg, 0) END
        AS total_kg,
    CASE WHEN usd > 0 THEN 1 - unweighed_usd / CAST(usd AS DOUBLE) END AS coverage,
    CASE WHEN known_kg IS NULL AND r.left_kg IS NULL THEN 'none'
        WHEN one_price OR estimated_usd > 0 AND estimated_usd = stated_usd THEN 'imputed'
        WHEN hidden_usd > 0 THEN 'partly_missing' WHEN estimated_usd > 0 THEN 'partly_imputed'
        ELSE 'reported' END AS basis
FROM sums AS s LEFT JOIN rest AS r USING (source, importer_iso3, product_code, period_type, period_start);

-- Codes of other editions that a correlation, or a chain of them, calls the same goods.
CREATE OR REPLACE TEMP VIEW linked AS
WITH RECURSIVE same AS (
    SELECT from_edition AS edition, from_code AS code, to_edition AS other_edition, to_code AS other_code
    FROM code_correlation WHERE relation = '1:1'
    UNION ALL
    SELECT to_edition, to_code, from_edition, from_code FROM code_correlation WHERE relation = '1:1'),
chained AS (
    SELECT edition, code, other_edition, other_code FROM same
    UNION
    SELECT l.edition, l.code, s.other_edition, s.other_code
    FROM chained AS l JOIN same AS s ON s.edition = l.other_edition AND s.code = l.other_code
    WHERE s.other_edition <> l.edition)
SELECT * FROM chained;

-- What goods cost by the kilogram: unit values of a product and year, one of each importer that is no group of countries
-- and each country that it bought from: what of the year's figure has a weight over that weight. Who reported in another
-- edition stands here, too, where the code is the same goods and somebody reports them here in that year.
CREATE OR REPLACE TEMP TABLE usual_unit_value AS
WITH edition AS (SELECT DISTINCT source, dataset, hs_edition FROM import_flow),
bought AS (
    SELECT s.source, dataset, hs_edition, product_code, year, importer_iso3,
        (s.usd - s.unweighed_usd) / CAST(s.kg AS DOUBLE) AS unit_value,
        s.supplier_role = 'supplier' AND s.usd > s.unweighed_usd AND s.estimated_usd = 0 AND w.basis <> 'imputed'
            AS counts
    FROM supplied AS s JOIN weighing AS w USING (source, importer_iso3, product_code, period_type, period_start, year)
        JOIN edition USING (source)
    WHERE period_type = 'year' AND importer_iso3 <> 'WLD'
        AND importer_iso3 NOT IN (SELECT importer_iso3 FROM import_flow WHERE reporter_kind = 'aggregate')),
standing AS (
    SELECT source, product_code, year, importer_iso3, hs_edition AS from_edition, true AS own, unit_value, counts
    FROM bought
    UNION ALL
    SELECT e.source, l.other_code, b.year, b.importer_iso3, b.hs_edition, false, b.unit_value, b.counts
    FROM bought AS b JOIN linked AS l ON l.edition = b.hs_edition AND l.code = b.product_code
        JOIN edition AS e ON e.dataset = b.dataset AND e.hs_edition = l.other_edition
    WHERE b.dataset = 'comtrade' AND EXISTS (SELECT 1 FROM flow AS o WHERE o.dataset = 'comtrade'
        AND o.hs_edition = e.hs_edition AND o.product_code = l.other_code AND o.year = b.year)),
-- An importer's own figure, or else that of its newest edition.
counted AS (
    SELECT * FROM standing
    WINDOW i AS (PARTITION BY source, product_code, year, importer_iso3)
    QUALIFY own OR NOT bool_or(own) OVER i AND from_edition = max(from_edition) OVER i)
SELECT source, product_code, year, count(*) AS unit_values, quantile_cont(unit_value, 0.05) AS p05,
    quantile_cont(unit_value, 0.95) AS p95
FROM counted WHERE counts GROUP BY ALL;

-- At least eight unit values say what is usual.
CREATE OR REPLACE TEMP VIEW usual AS
SELECT w.*, CASE WHEN hidden_usd > 0 THEN coalesce(u.unit_values, 0) END AS unit_values,
    CASE WHEN hidden_usd > 0 AND u.unit_values >= 8 THEN u.p05 END AS p05,
    CASE WHEN hidden_usd > 0 AND u.unit_values >= 8 THEN u.p95 END AS p95
FROM weighing AS w LEFT JOIN usual_unit_value AS u USING (source, product_code, year);

-- A supplier's part of the whole weight. Those without a weight have together what World's leaves, or else any weight;
-- what nobody is named for may be anybody's. At usual prices each has at least and at most what its value says (least,
-- most) and what the most and the least of the others leave.
CREATE OR REPLACE TEMP TABLE weight_bounds AS
WITH holder AS (
    SELECT w.*, s.supplier_iso3, s.supplier_role, CAST(coalesce(s.kg, 0) AS DOUBLE) AS own,
        CAST(known_kg AS DOUBLE) AS known, CAST(total_kg AS DOUBLE) AS total,
        CAST(left_kg AS DOUBLE) AS left_over,
        CASE WHEN s.supplier_role = 'supplier' THEN unspecified_kg ELSE 0 END AS unnamed,
        -- Without a weight, what is not specified is in others' bounds only, and what was sold for nothing in none.
        s.kg IS NULL AND (s.supplier_role = 'unspecified' OR s.hidden_usd = 0) AS nothing_known,
        s.hidden_usd > 0 AND without_weight = 1 AS alone,
        s.hidden_usd > 0 OR s.supplier_role = 'supplier' AND unspecified_hidden_usd > 0 AS takes,
        s.hidden_usd / p95 AS least, (w.hidden_usd - s.hidden_usd) / p05 AS others_most,
        (s.hidden_usd + unnamed_usd) / p05 AS most,
        (w.hidden_usd - s.hidden_usd - unnamed_usd) / p95 AS others_least,
        w.hidden_usd / p95 AS all_least, w.hidden_usd / p05 AS all_most
    FROM supplied AS s JOIN usual AS w USING (source, importer_iso3, product_code, period_type, period_start),
        LATERAL (SELECT CASE WHEN s.supplier_role = 'supplier' THEN unspecified_hidden_usd ELSE 0 END AS unnamed_usd)
    WHERE s.supplier_role <> 'self')
SELECT source, importer_iso3, product_code, period_type, period_start, supplier_iso3, supplier_role, total,
    CASE WHEN total IS NULL OR nothing_known THEN NULL
        WHEN left_over IS NOT NULL THEN (own + CASE WHEN alone THEN left_over ELSE 0 END) / total
        WHEN alone THEN own / total ELSE 0 END AS low,
    CASE WHEN total IS NULL OR nothing_known THEN NULL
        WHEN left_over IS NOT NULL THEN (own + unnamed + CASE WHEN takes THEN left_over ELSE 0 END) / total
        WHEN takes THEN 1 ELSE (own + unnamed) / total END AS high,
    CASE WHEN without_weight = 0 OR total IS NULL OR nothing_known THEN NULL
        WHEN left_over IS NULL THEN (own + least) / (known + least + others_most)
        WHEN all_least <= left_over * (1 + 1e-9) AND all_most >= left_over * (1 - 1e-9)
            THEN (own + greatest(least, left_over - others_most)) / total END AS low_usual,
    CASE WHEN without_weight = 0 OR total IS NULL OR nothing_known THEN NULL
        WHEN left_over IS NULL THEN (own + unnamed + most) / (known + most + others_least)
        WHEN all_least <= left_over * (1 + 1e-9) AND all_most >= left_over * (1 - 1e-9)
            THEN (own + unnamed + least(most, left_over - others_least)) / total END AS high_usual
FROM holder;

-- What countries sold of a product in a year. BACI's are what importers bought. In UN Comtrade it is what the exporter says
-- that it sold to the World, in the year or in each month; a month without the product is zero where the exporter reports
-- exports of anything in that month. Groups of countries stand for themselves.
CREATE OR REPLACE TEMP VIEW export_flow AS
SELECT 'UN Comtrade HS' || CASE hs_edition WHEN 'H0' THEN '1992' WHEN 'H1' THEN '1996' WHEN 'H2' THEN '2002'
        WHEN 'H3' THEN '2007' WHEN 'H4' THEN '2012' WHEN 'H5' THEN '2017' WHEN 'H6' THEN '2022' ELSE '' END AS source,
    reporter_iso3 AS exporter_iso3, * EXCLUDE (reporter_iso3)
FROM flow WHERE direction = 'export' AND dataset = 'comtrade';

-- On what each reports exports of anything, in the edition in which he states the period.
CREATE OR REPLACE TEMP VIEW export_reported AS
SELECT x.source, x.exporter_iso3, x.year, bool_or(x.period_type = 'year') AS annual,
    coalesce(list(DISTINCT month(x.period_start)) FILTER (x.period_type = 'month'), []) AS months
FROM export_flow AS x JOIN edition_reported AS r ON r.direction = 'export' AND r.reporter_iso3 = x.exporter_iso3
    AND r.period_type = x.period_type AND r.period_start = x.period_start AND r.hs_edition = x.hs_edition
GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW exporting AS
SELECT source, exporter_iso3, year FROM export_reported WHERE annual OR len(months) = 12;

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
        ELSE bool_and(complete) AND len(list_distinct(list_concat(
            list(month(period_start)), coalesce(any_value(reported_months), [])))) = 12 END,
    CASE WHEN bool_or(period_type = 'year') THEN sum(inside_usd) FILTER (period_type = 'year') ELSE sum(inside_usd) END,
    CASE WHEN bool_or(period_type = 'year') THEN sum(outside_usd) FILTER (period_type = 'year') ELSE sum(outside_usd) END
FROM (SELECT f.source, f.exporter_iso3, product_code, period_type, period_start, f.year,
        coalesce(sum(value_usd) FILTER (partner_kind IN ('country', 'self') AND within), 0) AS inside_usd,
        coalesce(sum(value_usd) FILTER (partner_kind = 'country' AND NOT within), 0) AS outside_usd,
        coalesce(max(value_usd) FILTER (partner_kind = 'world'),
            sum(value_usd) FILTER (partner_kind IN ('country', 'unspecified', 'self'))) AS usd,
        bool_or(slice_complete) AS complete, any_value(e.months) AS reported_months
    FROM (SELECT x.*, EXISTS (SELECT 1 FROM group_member AS one JOIN group_member AS other
                ON other.bloc = one.bloc AND other.year = one.year
            WHERE x.exporter_iso3 IN (one.iso3, one.bloc) AND other.iso3 = x.partner_iso3 AND one.year = x.year) AS within
        FROM export_flow AS x) AS f LEFT JOIN export_reported AS e
        ON e.source = f.source AND e.exporter_iso3 = f.exporter_iso3 AND e.year = f.year
    GROUP BY ALL)
GROUP BY ALL;
