// What breaks first if somebody stops supplying: tonnes and days, by scenario.
import { axis, chart, label, whiskers } from '../chart.js'
import { choice, fill, h } from '../dom.js'
import { column, country, countryInSentence, of as genitive, own, words } from '../facts.js'
import { percent, whole } from '../format.js'
import { bounded, figure, quote, withBounds } from '../quote.js'
import { noRows, rows } from '../reports.js'
import { figures, table } from '../table.js'
import { IMPUTED, isImputed } from '../weights.js'

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
    const [bought] = await rows('supplier_concentration', {
        source,
        importer_iso3: importer,
        product_code: code,
        period_type: 'year',
        year,
    })
    const parts = []
    if (all.length > 0) {
        const scenarios = [...new Map(all.map((row) => [row.scenario_id, row.scenario_name])).entries()]
        const now = scenarios.some(([id]) => id === wanted) ? wanted : scenarios[0][0]
        const sentence = h('div', {})
        const say = (id) => {
            wanted = id
            fill(
                sentence,
                ...all.filter((row) => row.scenario_id === id).map((row) => h('p', {}, ...told(row, importer))),
            )
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
        parts.push(
            h('p', {}, noRows('disruption', `What scenarios do to ${genitive(countryInSentence(importer))} HS ${code} in ${year}`)),
        )
    }
    if (largest.length > 0) {
        parts.push(h('h3', {}, 'If any one supplier stopped'), ...largest.flatMap((row) => single(row, isImputed(bought), chosen)))
    }
    return parts
}

/** The three ways to count whose loss is largest, each with its own supplier. */
const WAYS = [
    {
        name: 'by value, who sells',
        who: 'by_value_iso3',
        certain: 'by_value_certain',
        share: 'lost_value_share',
        amount: 'lost_value_usd',
    },
    {
        name: 'by weight, who sells',
        who: 'by_weight_iso3',
        certain: 'by_weight_certain',
        share: 'lost_weight_share',
        amount: 'lost_tonnes',
    },
    {
        name: 'by weight, who made it',
        who: 'by_origin_iso3',
        certain: 'by_origin_certain',
        share: 'lost_origin_share',
        amount: 'lost_origin_tonnes',
    },
]

function single(row, imputed, { importer, product: code, year }) {
    const of = (name) => figure('n_minus_one', row, name)
    const title = `${country(importer)}, HS ${code}, ${year}: loss of the largest supplier, by each way of counting`
    const known = isKnown(row.worst_iso3)
    const supplier = (name) => figure('n_minus_one', row, name, isKnown(row[name]) ? country(row[name]) : null)
    const usual = (share) =>
        column('n_minus_one', `${share}_low_usual`) && isKnown(row[`${share}_low_usual`])
            ? h('span', {}, of(`${share}_low_usual`), ' to ', of(`${share}_high_usual`))
            : ''
    return [
        h(
            'p',
            {},
            ...(known
                ? [
                      'The loss that hurts most, counted by ',
                      of('worst_basis'),
                      ', is that of ',
                      supplier('worst_iso3'),
                      row.worst_certain === true
                          ? '. '
                          : ', as far as is known: within the bounds it may be another. ',
                      ...others(row, of),
                      imputed ? ` ${IMPUTED}` : null,
                  ]
                : row.loss_reason === 'no_imports'
                  ? ['There is no supplier to lose: nothing was bought from another country.']
                  : [`Whose loss hurts most is not known: ${words(row.loss_reason ?? 'no reason given')}.`]),
        ),
        table(
            title,
            ['counted', 'supplier', 'certainly the largest', 'part lost', 'between', 'at usual unit values', 'amount'],
            WAYS.map(({ name, who, certain, share, amount }) => [
                name,
                supplier(who),
                of(certain),
                of(share),
                isKnown(row[share])
                    ? h(
                          'span',
                          {},
                          // By value the share itself is the least that it can be.
                          of(column('n_minus_one', `${share}_low`) ? `${share}_low` : share),
                          ' and ',
                          of(`${share}_high`),
                      )
                    : '',
                usual(share),
                of(amount),
            ]),
        ),
    ]
}

/** What all others make, and how much more it would have to be. */
function others(row, of) {
    if (row.other_makers_tonnes === null) {
        return ['What all others make is not known.']
    }
    if (row.other_makers_tonnes === 0) {
        return ['Nobody else is known to have made any.']
    }
    return [
        'All others made ',
        of('other_makers_tonnes'),
        ', as far as it is known',
        ...(isKnown(row.required_increase)
            ? [
                  '; for this importer alone they would have to make ',
                  figure('n_minus_one', row, 'required_increase', percent(row.required_increase)),
                  ' more.',
              ]
            : ['.']),
    ]
}

const isKnown = (value) => value !== null && value !== undefined

/** The day on which something runs out; what is not known comes last. */
const end = (row) => row.days_until_stocks_end ?? Number.MAX_VALUE

const counted = (row) => own(BASIS, row.loss_basis) ?? words(row.loss_basis)

function told(row, importer) {
    const of = (name) => figure('disruption', row, name)
    return [
        h('strong', {}, row.scenario_name),
        `, ${counted(row)}: ${country(importer)} `,
        ...(isKnown(row.lost_tonnes)
            ? [
                  'loses ',
                  of('lost_tonnes'),
                  '; the stopped countries\u2019 part of its imports is ',
                  ...bounded('disruption', row, 'stopped_imports_share'),
                  '. ',
              ]
            : ['loses tonnes that are not known. ']),
        ...missing(row, of),
        ...stocks(row, of),
        ...plants(row, of),
        ` Assumed: ${row.assumptions ?? 'nothing'}.`,
    ]
}

function missing(row, of) {
    if (isKnown(row.shortfall_tonnes)) {
        return ['It is short of ', ...bounded('disruption', row, 'shortfall_tonnes'), '. ']
    }
    const why = row.shortfall_reason ? ` (${words(row.shortfall_reason)})` : ''
    return isKnown(row.shortfall_tonnes_high)
        ? [`How much is then missing is not known${why}: at most `, of('shortfall_tonnes_high'), '. ']
        : [`How much is then missing is not known${why}, nor is the most that it can be. `]
}

/** A sentence for each reason that there is no day on which stocks end. */
const NO_DAY = {
    stock_not_known: 'Stocks are not known.',
    use_not_known: 'How long stocks last is not known: they are stated in days of use, and use is not known.',
    no_weights: 'How long stocks last is not known: they are stated in days of use, and weights are not known.',
    shortfall_not_known: 'When stocks end is not known, since it is not known how much is missing.',
    stock_outlasts_the_stop: 'Stocks outlast the stop.',
}

function stocks(row, of) {
    const low = isKnown(row.days_until_stocks_end_low)
    if (isKnown(row.days_until_stocks_end)) {
        return [
            'Stocks end after ',
            of('days_until_stocks_end'),
            ...(low ? [', not before ', of('days_until_stocks_end_low')] : ['; the earliest day is not known']),
            mayLast(row) ? '; if less is missing they last longer. ' : '. ',
        ]
    }
    return [
        own(NO_DAY, row.stock_reason) ??
            `When stocks end is not known${row.stock_reason ? ` (${words(row.stock_reason)})` : ''}.`,
        ...(low ? [' If as much is missing as can be, they end after ', of('days_until_stocks_end_low'), '.'] : []),
        ' ',
    ]
}

/** Whether less may be missing than the figure says, so that stocks may last longer. */
const mayLast = (row) => !(row.shortfall_tonnes_low >= row.shortfall_tonnes)

/** A sentence for each reason that there is no year in which plants could make up for it. */
const NO_YEAR = {
    nothing_missing: 'There is nothing that plants would have to make up for.',
    no_known_output: 'No plant is known with its tonnes and a start.',
    yield_not_known: 'Whether announced plants could make up for it is not known: a yield between stages is not.',
    no_weights: 'Whether announced plants could make up for it is not known: weights are not.',
}

function plants(row, of) {
    const what = row.plants_against === 'lost' ? 'what is lost' : 'what is missing'
    if (isKnown(row.plants_year)) {
        return [
            'If all that is announced is built, and all of it for this importer, plants could make up for ' +
                `${what} from `,
            of('plants_year'),
            ' on at the earliest',
            ...(isKnown(row.plants_year_late)
                ? [', and from ', of('plants_year_late'), ' with the stated starts that add least.']
                : ['.']),
        ]
    }
    const last = /^not_by_(\d{4})$/.exec(row.plants_reason ?? '')
    return [
        last
            ? `Announced plants do not make up for ${what} by ${last[1]}.`
            : (own(NO_YEAR, row.plants_reason) ??
              `Whether announced plants could make up for it is not known` +
                  `${row.plants_reason ? ` (${words(row.plants_reason)})` : ''}.`),
    ]
}

function drawn(all, { importer, product: code, source, year }) {
    const name = (row) => `${row.scenario_name}, ${counted(row)}`
    const title = `${country(importer)}, HS ${code}, trade of ${year}: what would be missing`
    const short = (row) => withBounds('disruption', row, 'shortfall_tonnes')
    return [
        chart({
            says: `${title}: ${all.map((row) => `${name(row)}: ${short(row)}`).join('; ')}.`,
            height: 70 + all.length * 64,
            caption:
                `${title}, in tonnes, and when stocks end, in all scenarios; what runs out first stands first. ` +
                `Lines are bounds; ` +
                `of days the earliest: stocks may last longer where less may be missing. Source: ` +
                `${source}; scenarios and stocks as the inputs state them.`,
            table: figures(title, 'disruption', all, 'scenario', name, [
                'lost_tonnes',
                'stopped_imports_share',
                'stopped_imports_share_low',
                'stopped_imports_share_high',
                'shortfall_tonnes',
                'shortfall_tonnes_low',
                'shortfall_tonnes_high',
                'days_until_stocks_end',
                'days_until_stocks_end_low',
                'stock_tonnes',
                'unmet_tonnes',
                'stock_reason',
                'plants_year',
                'plants_year_late',
                'plants_reason',
                'who_could_fill',
                'assumptions',
            ]),
            picked: ({ dataIndex, seriesIndex }) =>
                quote(
                    'disruption',
                    all[dataIndex],
                    seriesIndex === DAYS ? 'days_until_stocks_end' : 'shortfall_tonnes',
                ),
            option: (palette, wide) => drawing(all, name, palette, wide),
        }),
    ]
}

/** Tonnes on the left, days on the right. */
function drawing(all, name, palette, wide) {
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
            axisLabel: { hideOverlap: true, formatter: (one) => (one < 10 ? String(one) : whole(one)) },
        })
    const bars = (place, column) => ({
        type: 'bar',
        xAxisIndex: place,
        yAxisIndex: place,
        barMaxWidth: 20,
        data: all.map((row) => row[column] ?? null),
        itemStyle: { color: palette.series[place] },
    })
    const between = (place, column, low, high, says) =>
        whiskers(
            all.map((row, at) => [at, row[low] ?? null, row[high] ?? null]),
            true,
            palette,
            {
                axes: { xAxisIndex: place, yAxisIndex: place },
                ends: all.map((row) => row[column] ?? 0),
                texts: all.map(says),
            },
        )
    return {
        grid: [
            { left: labels, right: `${end(42)}%`, top: 8, bottom: 48 },
            { left: `${end(66)}%`, right: wide ? 96 : 66, top: 8, bottom: 48 },
        ],
        xAxis: [value(0, 't missing'), value(1, 'day on which stocks end')],
        yAxis: [category(0, true), category(1, false)],
        tooltip: {
            renderMode: 'richText',
            confine: true,
            formatter: ({ dataIndex }) =>
                label(
                    `${withBounds('disruption', all[dataIndex], 'shortfall_tonnes')}; stocks end: ` +
                        `${day(all[dataIndex])}${notBefore(all[dataIndex])}`,
                ),
        },
        series: [
            bars(0, 'shortfall_tonnes'),
            between(0, 'shortfall_tonnes', 'shortfall_tonnes_low', 'shortfall_tonnes_high', (row) =>
                isKnown(row.shortfall_tonnes) ? null : 'not known',
            ),
            bars(1, 'days_until_stocks_end'),
            between(1, 'days_until_stocks_end', 'days_until_stocks_end_low', 'days_until_stocks_end', day),
        ],
    }
}

const notBefore = ({ days_until_stocks_end_low: low }) => (isKnown(low) ? `, not before day ${whole(low)}` : '')

function day(row) {
    if (isKnown(row.days_until_stocks_end)) {
        return `day ${whole(row.days_until_stocks_end)}`
    }
    return row.stock_reason === 'stock_outlasts_the_stop' ? 'outlast it' : 'not known'
}
