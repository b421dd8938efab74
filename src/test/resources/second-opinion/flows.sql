-- Flows as their sources report them, ready to be added up. Amounts are decimal numbers, so that sums are exact.
CREATE OR REPLACE TEMP VIEW flow AS
SELECT dataset, release, hs_edition, direction, reporter_iso3, reporter_kind, partner_iso3, partner_kind, product_code,
    period_type, period_start, year, CAST(value_usd AS DECIMAL(28, 3)) AS value_usd,
    CAST(net_weight_kg AS DECIMAL(28, 3)) AS net_weight_kg, coalesce(weight_estimated, false) AS weight_estimated,
    slice_complete
FROM trade_flow AS f
-- Of BACI the newest release of each edition and year.
WHERE dataset <> 'baci' OR release = (SELECT max(release) FROM trade_flow AS n
    WHERE n.dataset = 'baci' AND n.hs_edition = f.hs_edition AND n.year = f.year);

-- What UN Comtrade's reporters say of a year: the annual figure.
CREATE OR REPLACE TEMP VIEW flow_of_a_year AS
SELECT direction, reporter_iso3, reporter_kind, partner_iso3, partner_kind, product_code, year, hs_edition,
    CAST(value_usd AS DOUBLE) AS value_usd, CAST(net_weight_kg AS DOUBLE) AS net_weight_kg
FROM flow WHERE dataset = 'comtrade' AND period_type = 'year';
CREATE OR REPLACE TEMP VIEW reporting_group AS SELECT unnest(['EUR', 'XSE']) AS code;
