// Who supplies whom: all importers of the product in the year, and the importer's shares over the years.
import { axis, chart, label, legend, limits, whiskers } from '../chart.js'
import { h } from '../dom.js'
import { country, product } from '../facts.js'
import { percent } from '../format.js'
import { figure, quote, withBounds } from '../quote.js'
import { rows } from '../reports.js'
import { figures } from '../table.js'

const MOST_IMPORTERS = 20
const MOST_SUPPLIERS = 8
const MOST_LINES = 5
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin']
const DASHES = ['solid', 'dashed', 'dotted', [12, 4], [2, 6]]

export async function suppliers(chosen) {
    if (!chosen) {
        return []
    }
    const { importer, product: code, source, year } = chosen
    const ofYear = await rows('import_dependency', { source, product_code: code, period_type: 'year', year })
    const series = await rows('import_dependency', {
        source,
        importer_iso3: importer,
        product_code: code,
        period_type: 'year',
    })
    const lines = await rows('policy_headroom', { source, importer_iso3: importer, product_code: code })
    return [heat(ofYear, chosen), overTime(series, lines, chosen)].flat()
}

/** Adds up a column by another, largest first. */
function largest(all, by, amount) {
    const sums = new Map()
    all.forEach((row) => sums.set(row[by], (sums.get(row[by]) ?? 0) + (amount(row) ?? 0)))
    return [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([code]) => code)
}

function heat(ofYear, { importer, product: code, source, year }) {
    const named = ofYear.filter((row) => row.supplier_role === 'supplier' && row.value_share !== null)
    // Without values, as where only shares are carried, suppliers are ordered by their shares.
    const importers = largest(named, 'importer_iso3', (row) => row.value_usd ?? 1)
    const shownImporters = [importer, ...importers.filter((one) => one !== importer)]
        .slice(0, MOST_IMPORTERS)
        .filter((one) => importers.includes(one))
    const shownSuppliers = largest(named, 'supplier_iso3', (row) => row.value_share).slice(0, MOST_SUPPLIERS)
    if (shownImporters.length === 0) {
        return [h('p', {}, `No shares of HS ${code} in ${year} are in the reports of this page.`)]
    }
    const at = new Map(named.map((row) => [`${row.importer_iso3} ${row.supplier_iso3}`, row]))
    const caption =
        `Share of each supplier in each importer's purchases of ${product(code)} (HS ${code}) by ` +
        `value, ${year}`
    return [
        h(
            'figure.heat',
            {},
            h(
                'div.scroll',
                { tabindex: '0', role: 'region', 'aria-label': caption },
                h(
                    'table',
                    {},
                    h('caption', {}, h('span', {}, caption)),
                    h(
                        'thead',
                        {},
                        h(
                            'tr',
                            {},
                            h('th', { scope: 'col' }, 'importer'),
                            shownSuppliers.map((one) => h('th', { scope: 'col' }, country(one))),
                        ),
                    ),
                    h(
                        'tbody',
                        {},
                        shownImporters.map((one) =>
                            h(
                                `tr${one === importer ? '.chosen' : ''}`,
                                {},
                                h('th', { scope: 'row' }, country(one)),
                                shownSuppliers.map((supplier) => {
                                    const row = at.get(`${one} ${supplier}`)
                                    return h(
                                        'td',
                                        { style: `--share:${row ? row.value_share.toFixed(3) : 0}` },
                                        row
                                            ? figure(
                                                  'import_dependency',
                                                  row,
                                                  'value_share',
                                                  percent(row.value_share, 1),
                                              )
                                            : '\u2013',
                                    )
                                }),
                            ),
                        ),
                    ),
                ),
            ),
            h(
                'figcaption',
                {},
                `${source}. The darker, the larger the share; each cell has its figure. The ` +
                    `${shownImporters.length} largest of` +
                    ` ${importers.length} importers and ${shownSuppliers.length} suppliers; \u2013 stands for ` +
                    `no reported purchases.` +
                    ' Shares are lower bounds where suppliers are not named: the figure opens its upper bound.',
            ),
        ),
    ]
}

function overTime(series, lines, { importer, product: code, source }) {
    const shares = series.filter((row) => row.value_rank !== null)
    const years = [...new Set(shares.map((row) => row.year))].sort((a, b) => a - b)
    if (years.length === 0) {
        return []
    }
    const last = shares.filter((row) => row.year === years[years.length - 1])
    const shown = largest(last, 'supplier_iso3', (row) => row.value_share).slice(0, MOST_LINES)
    const policy = [...new Map(lines.map((row) => [row.line_id, row])).values()]
    const title = `${country(importer)}, shares of suppliers in imports of ${product(code)} (HS ${code}) by value`
    const at = (supplier, year) => shares.find((row) => row.supplier_iso3 === supplier && row.year === year)
    const listed = shown.flatMap((supplier) => years.map((year) => at(supplier, year)).filter(Boolean))
    return [
        h('h3', {}, 'Over the years'),
        chart({
            says: `${title}, ${years[0]} to ${years[years.length - 1]}.`,
            height: 330,
            caption:
                `${title}. Source: ${source}. Vertical bars are bounds: what no supplier is named for may be ` +
                `anybody's.` +
                ` ${policy.map((row) => row.line_note).join(' ')}`,
            table: h(
                'div',
                {},
                figures(
                    title,
                    'import_dependency',
                    listed,
                    'supplier and year',
                    (row) => `${country(row.supplier_iso3)}, ${row.year}`,
                    ['value_share', 'value_share_high', 'weight_share', 'weight_share_low', 'weight_share_high'],
                ),
                policy.length > 0
                    ? figures(
                          'Policy lines',
                          'policy_headroom',
                          lines,
                          'line and year',
                          (row) => `${row.line_id}, ${row.year}`,
                          [
                              'limit_share',
                              'by_year',
                              'top_supplier_value_share',
                              'top_supplier_value_share_high',
                              'headroom',
                              'exceeded_result',
                          ],
                      )
                    : null,
            ),
            picked: ({ seriesIndex, dataIndex }) => {
                const row = at(shown[seriesIndex], years[dataIndex])
                if (row) {
                    quote('import_dependency', row, 'value_share')
                }
            },
            option: (palette) => ({
                legend: legend(palette, { data: shown.map((one) => label(country(one))) }),
                grid: { left: 8, right: 24, top: 20, bottom: 40, containLabel: true },
                xAxis: axis(palette, { type: 'category', data: years.map(String) }),
                yAxis: axis(palette, {
                    type: 'value',
                    min: 0,
                    max: 1,
                    axisLabel: { formatter: (value) => percent(value, 0) },
                }),
                tooltip: {
                    renderMode: 'richText',
                    confine: true,
                    formatter: ({ seriesIndex, dataIndex }) => {
                        const row = at(shown[seriesIndex], years[dataIndex])
                        return row
                            ? label(
                                  `${country(row.supplier_iso3)}, ${row.year}: ` +
                                      `${withBounds('import_dependency', row, 'value_share')}`,
                              )
                            : ''
                    },
                },
                series: [
                    ...shown.map((supplier, place) => ({
                        type: 'line',
                        name: label(country(supplier)),
                        symbol: SYMBOLS[place],
                        symbolSize: 9,
                        lineStyle: { type: DASHES[place], width: 2 },
                        data: years.map((year) => at(supplier, year)?.value_share ?? null),
                        ...(place === 0
                            ? {
                                  markLine: limits(
                                      [...new Map(policy.map((row) => [row.limit_share, row])).values()].map(
                                          (row) => ({
                                              at: row.limit_share,
                                              name: `limit ${percent(row.limit_share, 0)} by ${row.by_year}`,
                                          }),
                                      ),
                                      palette,
                                      false,
                                  ),
                              }
                            : {}),
                    })),
                    whiskers(
                        listed
                            .filter((row) => row.value_share_high > row.value_share)
                            .map((row) => [years.indexOf(row.year), row.value_share, row.value_share_high]),
                        false,
                        palette,
                    ),
                ],
            }),
        }),
    ]
}
