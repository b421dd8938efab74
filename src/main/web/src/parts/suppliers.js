// Who supplies whom: all importers of the product in the year, and the importer's shares over the years.
import { axis, chart, label, legend, limits, whiskers } from '../chart.js'
import { h } from '../dom.js'
import { column, count, country, goods } from '../facts.js'
import { percent } from '../format.js'
import { groupsOf, saidOfGroups } from '../groups.js'
import { policyLines, policyTable } from '../policy.js'
import { figure, quote, withBounds } from '../quote.js'
import { excerpt, noRows, rows } from '../reports.js'
import { figures, frame } from '../table.js'
import { imputedYears } from '../weights.js'

const MOST_IMPORTERS = 20
const MOST_SUPPLIERS = 8
/** The line of a supplier is drawn where it was among as many in any year. */
const LARGEST_OF_A_YEAR = 3
const MOST_LINES = 8
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow', 'roundRect', 'emptyCircle']
const DASHES = ['solid', 'dashed', 'dotted', [12, 4], [2, 6], [8, 2, 2, 2], [16, 6], [4, 8]]

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
    return [heat(ofYear, await groupsOf(chosen), chosen), overTime(series, lines, chosen)].flat()
}

/** Adds up a column by another, largest first. */
function largest(all, by, amount) {
    const sums = new Map()
    all.forEach((row) => sums.set(row[by], (sums.get(row[by]) ?? 0) + (amount(row) ?? 0)))
    return [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([code]) => code)
}

/** A share in few digits; what may be more is said to be. */
function cell(row) {
    const share = percent(row.value_share, 1)
    const more = row.value_share_high !== null && percent(row.value_share_high, 1) !== share
    return [more ? '\u2265\u00a0' : null, figure('import_dependency', row, 'value_share', share)]
}

const MOST_NAMES = 6

/** The first of some names, and how many more there are. */
const listed = (names) =>
    names.slice(0, MOST_NAMES).join(', ') +
    (names.length > MOST_NAMES ? ` and ${count(names.length - MOST_NAMES, 'other')}` : '')

function heat(ofYear, groups, { importer, product: code, source, year }) {
    const named = ofYear.filter((row) => row.supplier_role === 'supplier' && row.value_share !== null)
    const valued = column('import_dependency', 'total_value_usd') !== undefined
    const size = new Map(named.map((row) => [row.importer_iso3, valued ? (row.total_value_usd ?? 0) : 0]))
    // A group beside its members would show the same purchases twice.
    const importers = [...size]
        .filter(([one]) => one === importer || !groups.has(one))
        .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
        .map(([one]) => one)
    const left = size.size - importers.length
    const without = [...new Set(ofYear.map((row) => row.importer_iso3))]
        .filter((one) => !size.has(one) && (one === importer || !groups.has(one)))
        .sort()
    // A group's shares are its members': added up once.
    const countries = importers.filter((one) => !groups.has(one))
    const shownImporters = [importer, ...importers.filter((one) => one !== importer)]
        .slice(0, MOST_IMPORTERS)
        .filter((one) => importers.includes(one))
    const shownSuppliers = largest(
        named.filter((row) => (countries.length > 0 ? countries : importers).includes(row.importer_iso3)),
        'supplier_iso3',
        (row) => row.value_share,
    ).slice(0, MOST_SUPPLIERS)
    if (shownImporters.length === 0) {
        return [h('p', {}, noRows('import_dependency', `Shares of suppliers of HS ${code} in ${year}`))]
    }
    const at = new Map(named.map((row) => [`${row.importer_iso3} ${row.supplier_iso3}`, row]))
    const caption =
        `Share of each supplier in each importer's purchases of ${goods(code)} by value, ${year}`
    return [
        h(
            'figure.heat',
            {},
            frame(
                caption,
                ['importer', ...shownSuppliers.map(country)],
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
                                ...(row ? cell(row) : ['\u2013']),
                            )
                        }),
                    ),
                ),
            ),
            h(
                'figcaption',
                {},
                `${source}. The darker, the larger the share; each cell has its figure. ` +
                    `${shownImporters.length} of ${count(importers.length, 'importer')} with shares` +
                    `${excerpt('import_dependency') ? ' in this page, which has an excerpt' : ''}: ` +
                    `${shownImporters.includes(importer) ? `${country(importer)} first, then ` : ''}` +
                    `${valued ? 'those with the largest imports' : 'by code, since this page has no values'}` +
                    `${saidOfGroups(groups, importer, left)}` +
                    `${without.length > 0 ? `; no shares are known of ${listed(without.map(country))}` : ''}. ` +
                    `${count(shownSuppliers.length, 'supplier')}: those with the largest shares, added up over the ` +
                    `importers. \u2013 stands for no reported purchases. ` +
                    '\u2265 stands where suppliers are not named, so that a share may be larger: the figure opens ' +
                    'its upper bound.',
            ),
        ),
    ]
}

/** Suppliers by the largest share that they ever had. */
function largestEver(leading) {
    const most = new Map()
    leading.forEach((row) => most.set(row.supplier_iso3, Math.max(most.get(row.supplier_iso3) ?? 0, row.value_share)))
    return [...most].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([code]) => code)
}

function overTime(series, lines, { importer, product: code, source }) {
    const shares = series.filter((row) => row.value_rank !== null && row.value_share !== null)
    if (shares.length === 0) {
        return []
    }
    // Years without shares keep their place, so that no line passes over them.
    const reported = series.map((row) => row.year)
    const [first, last] = [Math.min(...reported), Math.max(...reported)]
    const years = Array.from({ length: last - first + 1 }, (_, place) => first + place)
    const leading = shares.filter((row) => row.value_rank <= LARGEST_OF_A_YEAR)
    const all = largestEver(leading)
    const shown = all.slice(0, MOST_LINES)
    const policy = policyLines(lines)
    const title = `${country(importer)}, shares of suppliers in imports of ${goods(code)} by value`
    const at = (supplier, year) => shares.find((row) => row.supplier_iso3 === supplier && row.year === year)
    const points = shown.flatMap((supplier) => years.map((year) => at(supplier, year)).filter(Boolean))
    const imputed = imputedYears(points)
    return [
        h('h3', {}, 'Over the years'),
        chart({
            says: `${title}, ${first} to ${last}.`,
            height: 330,
            caption:
                `${title}: those that were among the ${LARGEST_OF_A_YEAR} largest that are named in any year` +
                `${all.length > shown.length ? `, ${all.length - shown.length} smaller ones of them left out` : ''}. ` +
                `Source: ${source}. Vertical bars are bounds: what no supplier is named for may be ` +
                `anybody's.` +
                `${points.length < shown.length * years.length ? ' Where a point is missing, there is no share of that supplier.' : ''}` +
                policy.map((one) => ` ${one.says}`).join(''),
            table: h(
                'div',
                {},
                figures(
                    title,
                    'import_dependency',
                    points,
                    'supplier and year',
                    (row) => `${country(row.supplier_iso3)}, ${row.year}`,
                    [
                        'value_share',
                        'value_share_high',
                        'weight_share',
                        'weight_share_low',
                        'weight_share_high',
                        'weight_basis',
                    ],
                ),
                imputed === null ? null : h('p.small', {}, imputed),
                policyTable('Policy lines', lines),
            ),
            picked: ({ seriesIndex, dataIndex }) => {
                const row = at(shown[seriesIndex], years[dataIndex])
                if (row) {
                    quote('import_dependency', row, 'value_share')
                }
            },
            option: (palette, wide) => ({
                legend: legend(palette, { data: shown.map((one) => label(country(one))) }),
                grid: { left: 8, right: 24, top: 20, bottom: wide ? 44 : 84, containLabel: true },
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
                        // Points stand over the ends of their bounds.
                        z: 6,
                        name: label(country(supplier)),
                        symbol: SYMBOLS[place],
                        symbolSize: 9,
                        lineStyle: { type: DASHES[place], width: 2 },
                        data: years.map((year) => at(supplier, year)?.value_share ?? null),
                        ...(place === 0
                            ? {
                                  markLine: limits(
                                      policy.map((one) => ({ at: one.at, name: wide ? one.plan : one.name })),
                                      palette,
                                      false,
                                  ),
                              }
                            : {}),
                    })),
                    whiskers(
                        points
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
