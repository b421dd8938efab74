-- Criteria of dependency of a country or bloc, by value and year (European Commission, SWD(2021) 352; GeoDep, CEPII).
-- CDI1 = HHI of suppliers outside; with unspecified imports u in [sum s^2, sum s^2 + u (2 s1 + u)]; threshold 0.4.
-- CDI2 = imports from outside / all imports, 0.5, of blocs only. CDI3 = imports from outside / all exports, 1.
-- Of the ratios the lower bound has the known outside imports, the upper one these and the unspecified ones.
CREATE OR REPLACE TEMP VIEW criteria AS
WITH answerable AS (
    -- A country judges itself; a bloc adds up its members of the year.
    SELECT source, importer_iso3 AS judge, importer_iso3 AS member, product_code, year, 'country' AS kind,
        reason IS NULL OR reason = 'no_imports' AS complete, total_usd, NULL AS members
    FROM purchase WHERE period_type = 'year' AND importer_iso3 <> 'WLD'
    UNION ALL
    SELECT p.source, b.bloc, p.importer_iso3, p.product_code, p.year, 'bloc', p.reason IS NULL OR p.reason = 'no_imports', p.total_usd,
        (SELECT count(*) FROM bloc_member AS n WHERE n.bloc = b.bloc AND p.year >= CAST(n.from_year AS INT)
            AND (n.to_year IS NULL OR p.year <= CAST(n.to_year AS INT)))
    FROM purchase AS p JOIN bloc_member AS b ON b.iso3 = p.importer_iso3 AND p.year >= CAST(b.from_year AS INT)
        AND (b.to_year IS NULL OR p.year <= CAST(b.to_year AS INT))
    WHERE p.period_type = 'year' AND b.bloc NOT IN (SELECT code FROM reporting_group)),
judged AS (
    SELECT source, judge, product_code, year, kind, max(members) AS members, count(*) AS members_in_data,
        bool_and(complete) AS complete, sum(total_usd) AS total_usd
    FROM answerable GROUP BY ALL),
bought AS (
    SELECT a.source, a.judge, a.product_code, a.year, s.supplier_iso3,
        CASE WHEN s.supplier_role = 'unspecified' THEN 'unspecified'
            WHEN a.kind = 'bloc' AND EXISTS (SELECT 1 FROM bloc_member AS b WHERE b.bloc = a.judge
                AND b.iso3 = s.supplier_iso3 AND a.year >= CAST(b.from_year AS INT)
                AND (b.to_year IS NULL OR a.year <= CAST(b.to_year AS INT))) THEN 'inside'
            ELSE 'outside' END AS place,
        sum(s.usd) AS usd
    FROM answerable AS a JOIN supplied AS s ON s.source = a.source AND s.importer_iso3 = a.member
        AND s.product_code = a.product_code AND s.year = a.year AND s.period_type = 'year'
        AND s.supplier_role <> 'self'
    GROUP BY ALL),
summed AS (
    SELECT source, judge, product_code, year,
        coalesce(sum(usd) FILTER (place = 'outside'), 0) AS named_usd,
        coalesce(sum(usd) FILTER (place = 'unspecified'), 0) AS unspecified_usd,
        coalesce(sum(usd) FILTER (place = 'inside'), 0) AS inside_usd
    FROM bought GROUP BY ALL),
shares AS (
    SELECT b.*, s.named_usd + s.unspecified_usd AS outside_usd,
        b.usd / nullif(CAST(s.named_usd + s.unspecified_usd AS DOUBLE), 0) AS share
    FROM bought AS b JOIN summed AS s USING (source, judge, product_code, year) WHERE place = 'outside'),
indexed AS (
    SELECT source, judge, product_code, year, sum(share * share) AS hhi, max(share) AS top_share,
        min_by(supplier_iso3, (-usd, supplier_iso3)) FILTER (usd > 0) AS top,
        list(usd ORDER BY usd DESC) FILTER (usd > 0) AS sizes
    FROM shares GROUP BY ALL),
reasoned AS (
    SELECT j.*, coalesce(s.named_usd, 0) AS named_usd, coalesce(s.unspecified_usd, 0) AS unspecified_usd,
        coalesce(s.inside_usd, 0) AS inside_usd,
        coalesce(s.named_usd, 0) + coalesce(s.unspecified_usd, 0) AS outside_usd,
        coalesce(i.hhi, 0) AS hhi, coalesce(i.top_share, 0) AS top_share, i.top, i.sizes
    FROM judged AS j LEFT JOIN summed AS s USING (source, judge, product_code, year)
        LEFT JOIN indexed AS i USING (source, judge, product_code, year)),
figures AS (
    SELECT *, unspecified_usd / nullif(CAST(outside_usd AS DOUBLE), 0) AS u FROM reasoned),
rounded AS (
    -- Answers are taken from figures rounded to nine decimals, as shown.
    SELECT *, round(hhi, 9) AS low, round(hhi + u * (2 * top_share + u), 9) AS high FROM figures
    WHERE complete AND total_usd > 0 AND outside_usd > 0
        AND (kind = 'country' OR source LIKE 'BACI%' OR members = members_in_data)),
member_exports AS (
    -- Exports of the product, to members of the bloc too. Known of a country that reports exports of anything in the year:
    -- without the product they are zero. In BACI who is absent sold nothing.
    SELECT r.source, r.judge, r.product_code, r.year, m.member, s.usd, s.known,
        r.source LIKE 'BACI%' OR EXISTS (SELECT 1 FROM exporting AS e WHERE e.source = r.source
            AND e.exporter_iso3 = m.member AND e.year = r.year) AS reports
    FROM rounded AS r
        JOIN LATERAL (SELECT r.judge AS member WHERE r.kind = 'country'
            UNION ALL SELECT b.iso3 FROM bloc_member AS b WHERE r.kind = 'bloc' AND b.bloc = r.judge
                AND r.year >= CAST(b.from_year AS INT) AND (b.to_year IS NULL OR r.year <= CAST(b.to_year AS INT))) AS m
            ON true
        LEFT JOIN sold AS s ON s.source = r.source AND s.exporter_iso3 = m.member AND s.product_code = r.product_code
            AND s.year = r.year),
exported AS (
    SELECT source, judge, product_code, year,
        CASE WHEN bool_and(CASE WHEN usd IS NULL THEN reports ELSE known END) THEN coalesce(sum(usd), 0) END AS exports
    FROM member_exports GROUP BY ALL),
ratios AS (
    SELECT *, -- What a country buys from nobody named it does not buy from itself.
        round(CASE kind WHEN 'country' THEN outside_usd ELSE named_usd END / nullif(CAST(exports AS DOUBLE), 0), 9) AS cdi3,
        round(outside_usd / nullif(CAST(exports AS DOUBLE), 0), 9) AS cdi3_high,
        CASE WHEN kind = 'bloc' THEN round(named_usd / CAST(outside_usd + inside_usd AS DOUBLE), 9) END AS cdi2,
        CASE WHEN kind = 'bloc' THEN round(outside_usd / CAST(outside_usd + inside_usd AS DOUBLE), 9) END AS cdi2_high
    FROM rounded LEFT JOIN exported USING (source, judge, product_code, year))
SELECT source, judge AS importer_iso3, product_code, year,
    CAST(outside_usd AS DOUBLE) AS outside_imports_usd, CAST(inside_usd AS DOUBLE) AS inside_imports_usd,
    u AS unspecified_value_share, low AS cdi1_hhi, high AS cdi1_hhi_high, low - 0.4 AS cdi1_distance,
    CASE WHEN low > 0.4 THEN 'yes' WHEN high <= 0.4 THEN 'no' ELSE 'undetermined' END AS cdi1_result,
    cdi2 AS cdi2_share, cdi2_high AS cdi2_share_high, cdi2 - 0.5 AS cdi2_distance,
    CASE WHEN cdi2 > 0.5 THEN 'yes' WHEN cdi2_high <= 0.5 THEN 'no' WHEN cdi2 IS NOT NULL THEN 'undetermined' END
        AS cdi2_result,
    exports AS exports_usd, cdi3 AS cdi3_ratio, cdi3_high AS cdi3_ratio_high, cdi3 - 1 AS cdi3_distance,
    CASE WHEN exports = 0 THEN 'yes' WHEN cdi3 > 1 THEN 'yes' WHEN cdi3_high <= 1 THEN 'no' ELSE 'undetermined' END AS cdi3_result,
    CASE WHEN exports IS NULL THEN 'exports_unknown' WHEN exports = 0 THEN 'no_exports' END AS cdi3_reason,
    CASE WHEN exports = 0 THEN 'yes' WHEN cdi3 > 1 THEN 'yes' WHEN cdi3_high <= 1 THEN 'no' ELSE 'undetermined' END
        AS geodep_exports_result,
    top AS top_supplier_iso3,
    CASE WHEN top IS NOT NULL THEN sizes[1] > coalesce(sizes[2], 0) + unspecified_usd AND sizes[1] > unspecified_usd END
        AS top_supplier_certain, CASE WHEN top IS NOT NULL THEN top_share END AS top_supplier_value_share,
    CASE WHEN top IS NOT NULL THEN top_share + u END AS top_supplier_value_share_high
FROM ratios;
