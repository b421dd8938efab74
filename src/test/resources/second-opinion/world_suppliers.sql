-- The world's suppliers in reporters' data, by year: what each country says that it sold to the World. A reporter of another
-- edition stands in an edition's world, too, where a correlation says that the code is the same goods (1:1, through several
-- editions if need be); of a reporter in several editions its own figure counts, or else the newest.
-- Here: worlds of which all is known, without reporters whose code is of another edition and not known to be the same goods.
WITH said AS (
    SELECT e.hs_edition AS edition, s.*, (SELECT any_value(reporter_kind) FROM export_flow AS k
        WHERE k.exporter_iso3 = s.exporter_iso3) AS kind
    FROM sold AS s JOIN (SELECT DISTINCT source, hs_edition FROM export_flow) AS e USING (source)
    WHERE s.source LIKE 'UN Comtrade%'),
editions AS (SELECT DISTINCT source, edition FROM said),
standing AS (
    SELECT source, edition, product_code, year, exporter_iso3, kind, usd, inside_usd, outside_usd, known,
        edition AS from_edition
    FROM said
    UNION ALL
    SELECT e.source, e.edition, l.other_code, s.year, s.exporter_iso3, s.kind, s.usd, s.inside_usd,
        s.outside_usd, s.known, s.edition
    FROM said AS s JOIN linked AS l ON l.edition = s.edition AND l.code = s.product_code
        JOIN editions AS e ON e.edition = l.other_edition
    -- In each edition in which anybody reports trade in these goods in the year, on either side.
    WHERE EXISTS (SELECT 1 FROM flow AS o WHERE o.dataset = 'comtrade' AND o.hs_edition = e.edition
        AND o.product_code = l.other_code AND o.year = s.year AND o.value_usd > 0)),
counted AS (
    SELECT * FROM standing
    QUALIFY row_number() OVER (PARTITION BY source, product_code, year, exporter_iso3
        ORDER BY (from_edition = edition) DESC, from_edition DESC) = 1),
countries AS (SELECT source, product_code, year, exporter_iso3, usd, inside_usd, outside_usd, known
    FROM counted WHERE kind = 'country'),
-- A group stands for what it sold beyond its members that are there, at most. What stayed inside is none of its exports.
-- Where all members report, what a member does not say to whom it sold left the group; otherwise it may have stayed.
beyond AS (
    SELECT g.source, g.product_code, g.year, greatest(0, greatest(0, g.usd - g.inside_usd) - coalesce((
        SELECT sum(CASE WHEN (SELECT count(*) FROM group_member AS m WHERE m.bloc = g.exporter_iso3 AND m.year = g.year
                    AND m.iso3 NOT IN (SELECT e.exporter_iso3 FROM exporting AS e JOIN editions AS n USING (source)
                        WHERE n.edition = g.from_edition AND e.year = g.year)) = 0
                THEN greatest(0, c.usd - c.inside_usd) ELSE c.outside_usd END)
        FROM countries AS c JOIN group_member AS b ON b.bloc = g.exporter_iso3 AND b.iso3 = c.exporter_iso3
            AND b.year = g.year
        WHERE c.source = g.source AND c.product_code = g.product_code AND c.year = g.year), 0)) AS usd
    FROM counted AS g WHERE kind = 'aggregate'),
summed AS (
    SELECT source, product_code, year, sum(usd) AS named_usd, bool_and(known) AS known,
        count(*) FILTER (usd > 0) AS suppliers
    FROM countries GROUP BY ALL),
total AS (
    SELECT s.*, coalesce((SELECT sum(b.usd) FROM beyond AS b WHERE b.source = s.source
        AND b.product_code = s.product_code AND b.year = s.year), 0) AS unspecified_usd
    FROM summed AS s),
shares AS (
    SELECT c.source, c.product_code, c.year, c.exporter_iso3, c.usd,
        c.usd / nullif(CAST(t.named_usd + t.unspecified_usd AS DOUBLE), 0) AS share
    FROM countries AS c JOIN total AS t USING (source, product_code, year)),
indexed AS (
    SELECT source, product_code, year, sum(share * share) AS hhi, max(share) AS top_share,
        min_by(exporter_iso3, (-usd, exporter_iso3)) FILTER (usd > 0) AS top
    FROM shares GROUP BY ALL)
SELECT source, 'WLD' AS importer_iso3, product_code, 'year' AS period_type, make_date(year, 1, 1) AS period_start,
    hhi AS value_hhi, hhi AS value_hhi_low,
    hhi + unspecified_usd / CAST(named_usd + unspecified_usd AS DOUBLE)
        * (2 * top_share + unspecified_usd / CAST(named_usd + unspecified_usd AS DOUBLE)) AS value_hhi_high,
    suppliers AS supplier_count, top AS top_supplier_iso3, top_share AS top_supplier_value_share,
    CAST(named_usd + unspecified_usd AS DOUBLE) AS total_value_usd
FROM total JOIN indexed USING (source, product_code, year)
