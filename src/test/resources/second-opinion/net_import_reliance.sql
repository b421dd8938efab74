-- Net import reliance: C = P + M - X + S with S taken from stocks; reliance = 1 - P / C. A stated C takes precedence;
-- stocks that are not stated are left out. A dash is zero; W and NA are unknown; > and < are bounds and give bounds.
WITH cell AS (
    SELECT commodity, country_iso3, year, vintage, stated_by,
        unnest(['production', 'imports', 'exports', 'stock_change', 'consumption']) AS name,
        replace(replace(unnest([production_tonnes, imports_tonnes, exports_tonnes, stock_change_tonnes,
            apparent_consumption_tonnes]), ',', ''), ' ', '') AS text
    FROM reliance_input),
read AS (
    SELECT commodity, country_iso3, year, vintage, stated_by, name,
        CASE WHEN text IN ('-', '--', '–', '—') THEN 0 ELSE try_cast(text AS DOUBLE) END AS figure,
        CASE WHEN text LIKE '>%' OR text LIKE '<%' THEN try_cast(substr(text, 2) AS DOUBLE) END AS bound,
        CASE WHEN text IS NULL OR text = '' THEN 'not_stated'
            WHEN upper(text) = 'W' THEN 'withheld'
            WHEN upper(text) IN ('NA', 'N/A') THEN 'not_available'
            WHEN text LIKE '>%' THEN 'at_least'
            WHEN text LIKE '<%' THEN 'at_most' END AS reason
    FROM cell),
stated AS (
    SELECT commodity, country_iso3, year, vintage, stated_by,
        max(figure) FILTER (name = 'production') AS p, max(reason) FILTER (name = 'production') AS p_reason,
        max(figure) FILTER (name = 'imports') AS m, max(reason) FILTER (name = 'imports') AS m_reason,
        max(figure) FILTER (name = 'exports') AS x, max(reason) FILTER (name = 'exports') AS x_reason,
        max(figure) FILTER (name = 'stock_change') AS s, max(reason) FILTER (name = 'stock_change') AS s_reason,
        max(figure) FILTER (name = 'consumption') AS stated_c,
        max(reason) FILTER (name = 'consumption') AS c_reason
    FROM read GROUP BY ALL),
consumed AS (
    -- Consumption without a figure is computed; stocks that are withheld are unknown, those not stated are left out.
    SELECT *, CASE WHEN c_reason IN ('not_stated', 'withheld', 'not_available')
        THEN p + m - x + CASE WHEN s_reason = 'not_stated' THEN 0 ELSE s END
        ELSE stated_c END AS c FROM stated)
SELECT commodity, country_iso3, year, vintage, stated_by,
    p AS production_tonnes, p_reason AS production_reason, m AS imports_tonnes, m_reason AS imports_reason,
    x AS exports_tonnes, x_reason AS exports_reason, s AS stock_change_tonnes, s_reason AS stock_change_reason,
    c AS apparent_consumption_tonnes,
    CASE WHEN stated_c IS NOT NULL THEN 'stated' WHEN c IS NOT NULL THEN 'computed' END AS consumption_basis,
    CASE WHEN c > 0 THEN 1 - p / c END AS reliance
FROM consumed
