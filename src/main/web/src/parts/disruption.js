// What breaks first if somebody stops supplying: tonnes and days, by scenario.
import { axis, chart, label, whiskers } from '../chart.js'
import { choice, fill, h } from '../dom.js'
import { country, words } from '../facts.js'
import { shown, whole } from '../format.js'
import { figure, quote, withBounds } from '../quote.js'
import { rows } from '../reports.js'
import { figures } from '../table.js'

const BASIS = {
    direct: 'counted by who sells',
    made: 'counted by who made it',
    chain: 'counted by what it is made of',
}

/** Place of the days among the series of the chart. */
const DAYS = 2

let wanted = null

export async function disruption(chosen) {
    if (!chosen) {
        return []
    }
    const { importer, product: code, source, year } = chosen
    const all = (await rows('disruption', { source, importer_iso3: importer, product_code: code, year })).sort(
        (a, b) =>
            end(a) - end(b) ||
            a.scenario_id.localeCompare(b.scenario_id) ||
            a.loss_basis.localeCompare(b.loss_basis),
    )
    const largest = await rows('n_minus_one', { source, importer_iso3: importer, product_code: code, year })
    const parts = []
    if (all.length > 0) {
        const scenarios = [...new Map(all.map((row) => [row.scenario_id, row.scenario_name])).entries()]
        const now = scenarios.some(([id]) => id === wanted) ? wanted : scenarios[0][0]
        const sentence = h('p', {})
        const say = (id) => {
            wanted = id
            fill(sentence, ...told(all.filter((row) => row.scenario_id === id)[0], importer))
        }
        say(now)
        parts.push(
            choice(
                'Scenario',
                scenarios.map(([value, text]) => ({ value, text })),
                now,
                say,
            ),
            sentence,
            ...drawn(all, chosen),
        )
    } else {
        parts.push(h('p', {}, `No scenario says anything of ${country(importer)}\u2019s HS ${code} in ${year}.`))
    }
    if (largest.length > 0) {
        parts.push(
            h('h3', {}, 'If any one supplier stopped'),
            figures(
                `${country(importer)}, HS ${code}, ${year}: loss of the supplier that hurts most`,
                'n_minus_one',
                largest,
                'source',
                (row) => row.source,
                [
                    'worst_iso3',
                    'worst_basis',
                    'worst_share',
                    'worst_certain',
                    'lost_value_share',
                    'lost_weight_share',
                    'lost_tonnes',
                    'lost_origin_share',
                    'lost_origin_share_low',
                    'lost_origin_share_high',
                    'other_makers_tonnes',
                    'required_increase',
                ],
            ),
        )
    }
    return parts
}

/** The day on which something runs out; what is not known comes last. */
const end = (row) => row.days_until_stocks_end ?? Number.MAX_VALUE

function told(row, importer) {
    const of = (name) => figure('disruption', row, name)
    return [
        h('strong', {}, row.scenario_name),
        `: ${country(importer)} loses `,
        of('lost_tonnes'),
        ...(row.shortfall_tonnes === null
            ? [
                  ' and is short of at most ',
                  of('shortfall_tonnes_high'),
                  `; how much is not known: ${words(row.shortfall_reason)}`,
              ]
            : [' and is short of ', of('shortfall_tonnes')]),
        ` (${BASIS[row.loss_basis] ?? words(row.loss_basis)}). `,
        ...(row.days_until_stocks_end === null
            ? [
                  `When stocks end is not known ` +
                      `(${words(row.stock_reason ?? row.shortfall_reason ?? 'nothing is missing')}). `,
              ]
            : ['Stocks end after ', of('days_until_stocks_end'), '. ']),
        ...(row.plants_year === null
            ? [
                  `Announced plants fill it in no year that is looked at ` +
                      `(${words(row.plants_reason ?? 'not known')}).`,
              ]
            : ['Announced plants could fill it from ', of('plants_year'), '.']),
        ` Assumed: ${row.assumptions ?? 'nothing'}.`,
    ]
}

function drawn(all, { importer, product: code, source, year }) {
    const name = (row) => `${row.scenario_name}, ${BASIS[row.loss_basis] ?? words(row.loss_basis)}`
    const title = `${country(importer)}, HS ${code}, trade of ${year}: what would be missing`
    const short = (row) => withBounds('disruption', row, 'shortfall_tonnes')
    const bounded = all
        .map((row, place) => [place, row.shortfall_tonnes_low, row.shortfall_tonnes_high])
        .filter(([, low, high]) => typeof low === 'number' && typeof high === 'number' && high > low)
    return [
        chart({
            says: `${title}: ${all.map((row) => `${name(row)}: ${short(row)}`).join('; ')}.`,
            height: 70 + all.length * 64,
            caption:
                `${title}, in tonnes, and when stocks end; what runs out first stands first. Lines are bounds; ` +
                `where there is a line and` +
                ` no bar the shortfall itself is not known, and without a day the stocks are not. Source: ` +
                `${source}; scenarios and stocks as the inputs state them.`,
            table: figures(title, 'disruption', all, 'scenario', name, [
                'lost_tonnes',
                'shortfall_tonnes',
                'shortfall_tonnes_low',
                'shortfall_tonnes_high',
                'days_until_stocks_end',
                'days_until_stocks_end_low',
                'stock_tonnes',
                'unmet_tonnes',
                'plants_year',
                'who_could_fill',
                'assumptions',
            ]),
            picked: ({ dataIndex, seriesIndex }) =>
                quote(
                    'disruption',
                    all[dataIndex],
                    seriesIndex === DAYS ? 'days_until_stocks_end' : 'shortfall_tonnes',
                ),
            option: (palette, wide) => drawing(all, name, bounded, palette, wide),
        }),
    ]
}

/** Tonnes on the left, days on the right. */
function drawing(all, name, bounded, palette, wide) {
    const labels = wide ? 230 : 104
    const end = (place) => (wide ? place : place + 4)
    const category = (gridIndex, shown) =>
        axis(palette, {
            type: 'category',
            gridIndex,
            inverse: true,
            data: all.map((row) => label(name(row))),
            axisLabel: {
                show: shown,
                width: labels - 8,
                overflow: 'break',
                interval: 0,
                fontSize: wide ? 12 : 10,
                lineHeight: wide ? 14 : 12,
            },
        })
    const value = (gridIndex, unit) =>
        axis(palette, {
            type: 'value',
            gridIndex,
            min: 0,
            splitNumber: wide ? 4 : 2,
            name: unit,
            nameLocation: 'middle',
            nameGap: 24,
            axisLabel: { hideOverlap: true, formatter: (one) => whole(one) },
        })
    const bars = (place, values, says) => ({
        type: 'bar',
        xAxisIndex: place,
        yAxisIndex: place,
        barMaxWidth: 20,
        data: values,
        itemStyle: { color: palette.series[place] },
        label: {
            show: true,
            position: 'right',
            distance: 8,
            color: palette.text,
            formatter: ({ dataIndex }) => says(all[dataIndex]),
        },
    })
    const days = (row) => (row.days_until_stocks_end === null ? '' : `day ${whole(row.days_until_stocks_end)}`)
    const whisker = whiskers(bounded, true, palette)
    return {
        grid: [
            { left: labels, right: `${end(38)}%`, top: 8, bottom: 48 },
            { left: `${end(66)}%`, right: wide ? 70 : 48, top: 8, bottom: 48 },
        ],
        xAxis: [value(0, 't missing'), value(1, 'day on which stocks end')],
        yAxis: [category(0, true), category(1, false)],
        tooltip: {
            renderMode: 'richText',
            confine: true,
            formatter: ({ dataIndex }) =>
                label(
                    `${withBounds('disruption', all[dataIndex], 'shortfall_tonnes')}; stocks end: ` +
                        shown(all[dataIndex].days_until_stocks_end, 'days'),
                ),
        },
        series: [
            bars(
                0,
                all.map((row) => row.shortfall_tonnes ?? null),
                () => '',
            ),
            whisker,
            bars(
                1,
                all.map((row) => row.days_until_stocks_end),
                days,
            ),
        ],
    }
}
