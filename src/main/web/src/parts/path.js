// The path to a company's target: shares of the market by year, what holds them back, and the odds.
import { axis, chart, label, legend, limits, whiskers } from '../chart.js'
import { choice, fill, h } from '../dom.js'
import { own, words } from '../facts.js'
import { percent, shown } from '../format.js'
import { bounded, figure, quote } from '../quote.js'
import { rows } from '../reports.js'
import { figures } from '../table.js'

const PARTS = ['company', 'market', 'target_year', 'scenario', 'plan', 'basis']
const shareOf = (row) => (row.share === null ? 'not known' : percent(row.share, 1))

/** What the first lines of the chart show. */
const COLUMNS = ['share', 'share_if_starting_first_day', 'share_if_starting_last_day', 'linear_path_share']
const LABELS = {
    company: 'Company',
    market: 'Market',
    target_year: 'Target year',
    scenario: 'Scenario',
    plan: 'Plan',
    basis: 'Share of',
}

export async function path() {
    const all = await rows('share_trajectory')
    if (all.length === 0) {
        return h('p', {}, 'No target of a company is in the reports of this page.')
    }
    const odds = await rows('target_odds')
    const requirements = await rows('target_requirements')
    const inputs = await rows('target_odds_input')
    const place = h('div', {})
    const show = (wanted) => {
        const chosen = settled(all, wanted)
        const same = (row) => PARTS.every((part) => row[part] === chosen[part])
        const choose = (part) => (text) => {
            const value = all.map((row) => row[part]).find((one) => String(one) === text)
            show({ ...chosen, [part]: value })
            place.querySelector(`[data-part="${part}"] select`)?.focus()
        }
        fill(
            place,
            h(
                'div.buttons',
                {},
                PARTS.map((part) => offered(all, chosen, part, choose(part))),
            ),
            ...told(all.filter(same), odds.filter(same), requirements.filter(same), chosen),
            drawn(all.filter(same), odds.filter(same), chosen),
            ...others(all, odds, requirements, inputs.filter(same), chosen),
        )
    }
    show({})
    return place
}

/** The nearest to what is wanted that there are rows of, part after part; otherwise the first. */
function settled(all, wanted) {
    const chosen = {}
    let left = all
    for (const part of PARTS) {
        const options = left.map((row) => row[part])
        chosen[part] = options.includes(wanted[part]) ? wanted[part] : options[0]
        left = left.filter((row) => row[part] === chosen[part])
    }
    return chosen
}

function offered(all, chosen, part, choose) {
    const before = PARTS.slice(0, PARTS.indexOf(part))
    const options = [
        ...new Set(all.filter((row) => before.every((one) => row[one] === chosen[one])).map((row) => row[part])),
    ].sort()
    if (options.length < 2) {
        return null
    }
    const node = choice(
        LABELS[part],
        options.map((one) => ({ value: String(one), text: words(one) })),
        String(chosen[part]),
        choose,
    )
    node.dataset.part = part
    return node
}

function told(shares, odds, requirements, { company, market, target_year: target }) {
    const at = shares.find((row) => row.year === target)
    if (!at || at.share === null) {
        return [
            h(
                'p',
                {},
                `${company}\u2019s share of ${words(market)} in ${target} is not known: ` +
                    `${words(at?.share_reason ?? 'no row')}.`,
            ),
        ]
    }
    const chance = odds.find((row) => row.year === target)
    const need = requirements[0]
    return [
        h(
            'p',
            {},
            `${company}, ${at.plan_name}: `,
            ...bounded('share_trajectory', at, 'share', 'share_if_starting_last_day', 'share_if_starting_first_day'),
            ` of ${words(market)} in ${target}, against a target of `,
            figure('share_trajectory', at, 'target_share'),
            '. ',
            ...heldBack(at),
            ...(chance
                ? [
                      'Odds of reaching it, with completion, delays, yields and markets drawn: ',
                      figure('target_odds', chance, 'target_probability'),
                      ' (sampling error ',
                      figure('target_odds', chance, 'sampling_error'),
                      '). ',
                  ]
                : []),
            ...(need && need.missing_tonnes > 0
                ? ['Missing in that year: ', figure('target_requirements', need, 'missing_tonnes'), '.']
                : []),
        ),
    ]
}

/** A sentence for each constraint. */
const HELD_BACK = {
    capacity: 'What plants can make holds it back (',
    contracts: 'What is sold holds it back (',
    neither: 'The target is reached: nothing holds the share back (',
}

function heldBack(row) {
    const constraint = figure('share_trajectory', row, 'binding_constraint')
    return row.binding_constraint === null
        ? ['What holds it back is ', constraint, '. ']
        : [own(HELD_BACK, row.binding_constraint) ?? 'What holds it back: (', constraint, '). ']
}

/** The same in few words. */
const held = (row) =>
    own(
        { capacity: 'held back by plants', contracts: 'held back by contracts', neither: 'the target is reached' },
        row.binding_constraint,
    ) ?? 'what holds it back is not known'

function drawn(shares, odds, { company, market, target_year: target, scenario, plan, basis }) {
    const sorted = [...shares].sort((a, b) => a.year - b.year)
    const years = sorted.map((row) => row.year)
    const title = `${company}\u2019s share of ${words(market)}, ${words(plan)} in ${scenario}, by ${basis}`
    const line = (name, column, more) => ({
        type: 'line',
        name,
        data: sorted.map((row) => row[column]),
        symbolSize: 7,
        ...more,
    })
    const drawnOdds = odds
        .filter((row) => row.share_p05 !== null && years.includes(row.year))
        .sort((a, b) => a.year - b.year)
    return chart({
        says:
            `${title}: ${sorted.map((row) => `${row.year} ${shareOf(row)}`).join(', ')}; target` +
            ` ${percent(sorted[0].target_share, 0)} by ${target}.`,
        height: 380,
        caption:
            `${title}. Letters on the line name what holds the share back: P plants, C contracts. Vertical ` +
            `lines run from the 5th to the 95th` +
            ` percentile of the draws. Dates that no source states are drawn as early and as late as they may ` +
            `be. Sources: contracts, plants and` +
            ` markets of the inputs; the table names the assumptions.`,
        table: h(
            'div',
            {},
            figures(title, 'share_trajectory', sorted, 'year', (row) => String(row.year), [
                'share',
                'share_if_starting_first_day',
                'share_if_starting_last_day',
                'full_output_share',
                'target_share',
                'linear_path_share',
                'gap_points',
                'gap_tonnes',
                'binding_constraint',
                'market_tonnes',
                'deliverable_tonnes',
                'assumptions',
            ]),
            drawnOdds.length > 0
                ? figures(`Odds, ${title}`, 'target_odds', drawnOdds, 'year', (row) => String(row.year), [
                      'target_probability',
                      'sampling_error',
                      'target_probability_if_completed',
                      'share_p05',
                      'share_p50',
                      'share_p95',
                  ])
                : null,
        ),
        picked: ({ dataIndex, seriesIndex }) => {
            if (COLUMNS[seriesIndex]) {
                quote('share_trajectory', sorted[dataIndex], COLUMNS[seriesIndex])
            }
        },
        option: (palette, wide) => ({
            legend: legend(palette, {
                itemGap: wide ? 16 : 8,
                data: [
                    'plan',
                    'if begun earliest',
                    'if begun latest',
                    'straight to the target',
                    'median of the draws',
                ],
            }),
            grid: { left: 8, right: 24, top: 24, bottom: wide ? 40 : 90, containLabel: true },
            xAxis: axis(palette, { type: 'category', data: years.map(String) }),
            yAxis: axis(palette, { type: 'value', min: 0, axisLabel: { formatter: (value) => percent(value, 0) } }),
            tooltip: {
                trigger: 'axis',
                renderMode: 'richText',
                confine: true,
                formatter: (marks) => {
                    const row = sorted[marks[0].dataIndex]
                    return label(
                        `${row.year}: ${row.share === null ? 'not known' : percent(row.share)}, ${held(row)}`,
                    )
                },
            },
            series: [
                line('plan', 'share', {
                    symbol: 'circle',
                    lineStyle: { width: 3 },
                    label: {
                        show: true,
                        position: 'right',
                        color: palette.text,
                        formatter: ({ dataIndex }) =>
                            own({ capacity: 'P', contracts: 'C' }, sorted[dataIndex].binding_constraint) ?? '',
                    },
                    markLine: limits(
                        [
                            {
                                at: sorted[0].target_share,
                                name: `target ${percent(sorted[0].target_share, 0)} by ${target}`,
                            },
                        ],
                        palette,
                        false,
                    ),
                }),
                line('if begun earliest', 'share_if_starting_first_day', {
                    symbol: 'triangle',
                    lineStyle: { type: 'dotted' },
                }),
                line('if begun latest', 'share_if_starting_last_day', {
                    symbol: 'rect',
                    lineStyle: { type: 'dotted' },
                }),
                line('straight to the target', 'linear_path_share', {
                    symbol: 'none',
                    lineStyle: { type: 'dashed' },
                }),
                {
                    type: 'line',
                    name: 'median of the draws',
                    symbol: 'diamond',
                    symbolSize: 9,
                    lineStyle: { type: [2, 6] },
                    data: years.map((year) => drawnOdds.find((row) => row.year === year)?.share_p50 ?? null),
                },
                whiskers(
                    drawnOdds.map((row) => [years.indexOf(row.year), row.share_p05, row.share_p95]),
                    false,
                    palette,
                ),
            ],
        }),
    })
}

/** All plans and scenarios in the target year, and what the odds hang on. */
function others(all, odds, requirements, inputs, { company, market, target_year: target }) {
    const ours = (row) => row.company === company && row.market === market && row.target_year === target
    const name = (row) => `${words(row.plan)}, ${row.scenario}, ${row.basis}`
    const ofTarget = all.filter((row) => ours(row) && row.year === target)
    return [
        h('h3', {}, `All plans and scenarios, ${target}`),
        compared(
            ofTarget,
            odds.filter((row) => ours(row) && row.year === target),
            name,
            `${company}\u2019s share of ${words(market)} in ${target}`,
        ),
        h(
            'details.data',
            {},
            h('summary', {}, 'Odds of all plans, and what would be required'),
            figures(
                `Odds in ${target}`,
                'target_odds',
                odds.filter((row) => ours(row) && row.year === target),
                'plan, scenario and basis',
                name,
                [
                    'target_probability',
                    'sampling_error',
                    'completion_chance',
                    'target_probability_if_completed',
                    'share_p05',
                    'share_p50',
                    'share_p95',
                ],
            ),
            figures(
                'Required',
                'target_requirements',
                requirements.filter(ours),
                'plan, scenario and basis',
                name,
                [
                    'required_share_growth',
                    'required_sales_growth',
                    'missing_tonnes',
                    'plants_missing',
                    'reached_year',
                ],
            ),
            inputs.length > 0
                ? figures(
                      'What the odds of the chosen plan hang on',
                      'target_odds_input',
                      [...inputs].sort((a, b) => (a.influence_rank ?? 99) - (b.influence_rank ?? 99)),
                      'input',
                      (row) => row.input,
                      ['rank_correlation', 'distribution', 'low', 'central', 'high'],
                  )
                : null,
        ),
    ]
}

function compared(shares, odds, name, title) {
    const chance = shares.map((row) => odds.find((one) => PARTS.every((part) => one[part] === row[part])))
    return chart({
        says: `${title}: ${shares.map((row) => `${name(row)} ${shareOf(row)}`).join(', ')}.`,
        height: 70 + shares.length * 26,
        caption:
            `${title}, by plan and scenario. Bars take all that is announced as built in its stated years; the draws ` +
            `let it be late, smaller or never built, so that a bar may lie outside its line, which runs from their ` +
            `5th to their 95th percentile. The odds of reaching the target stand beside the bars where there is room, ` +
            `and in the table.` +
            contradictions(shares),
        table: figures(title, 'share_trajectory', shares, 'plan, scenario and basis', name, [
            'share',
            'full_output_share',
            'target_share',
            'gap_points',
            'gap_tonnes',
            'binding_constraint',
            'price_contradicts_market',
            'market_implied_tonnes',
            'other_scenarios_tonnes_low',
            'other_scenarios_tonnes_high',
        ]),
        picked: ({ dataIndex }) => quote('share_trajectory', shares[dataIndex], 'share'),
        option: (palette, wide) => ({
            grid: { left: 8, right: 8, top: 28, bottom: 8, containLabel: true },
            xAxis: axis(palette, {
                type: 'value',
                min: 0,
                splitNumber: wide ? 5 : 2,
                axisLabel: { formatter: (value) => percent(value, 0) },
            }),
            yAxis: [
                axis(palette, {
                    type: 'category',
                    inverse: true,
                    data: shares.map((row) => label(name(row))),
                    axisLabel: {
                        interval: 0,
                        fontSize: wide ? 12 : 10,
                        width: wide ? 300 : 130,
                        overflow: 'break',
                        lineHeight: wide ? 14 : 11,
                    },
                }),
                axis(palette, {
                    type: 'category',
                    inverse: true,
                    position: 'right',
                    data: shares.map((row, place) => beside(row, chance[place], wide)),
                    axisLabel: { interval: 0, fontSize: wide ? 12 : 10 },
                }),
            ],
            tooltip: {
                renderMode: 'richText',
                confine: true,
                formatter: ({ dataIndex }) =>
                    label(
                        `${name(shares[dataIndex])}: ${shown(shares[dataIndex].share, 'fraction, 0 to 1')}, odds ` +
                            shown(chance[dataIndex]?.target_probability, 'fraction, 0 to 1'),
                    ),
            },
            series: [
                {
                    type: 'bar',
                    data: shares.map((row) => row.share),
                    barMaxWidth: 16,
                    markLine: limits(
                        [{ at: shares[0].target_share, name: `target ${percent(shares[0].target_share, 0)}` }],
                        palette,
                        true,
                    ),
                },
                whiskers(
                    chance
                        .map((row, place) => [place, row?.share_p05, row?.share_p95])
                        .filter(([, low]) => typeof low === 'number'),
                    true,
                    palette,
                ),
            ],
        }),
    })
}

/** The rows in which the price does not go with the market, so that their shares go with none in tonnes. */
function contradictions(shares) {
    const against = shares.filter((row) => row.price_contradicts_market === true)
    return [...new Set(against.map((row) => row.market_implied_tonnes))]
        .map((tonnes) => [tonnes, against.filter((row) => row.market_implied_tonnes === tonnes)])
        .map(
            ([tonnes, same]) =>
                ` In ${[...new Set(same.map((row) => `scenario ${row.scenario}, by ${row.basis},`))].join(' and ')} the ` +
                `price of what is sold makes the market ${shown(tonnes, 't')}, far from the tonnes of other scenarios: ` +
                'these shares do not go with those in tonnes.',
        )
        .join('')
}

/** Share and odds beside a bar; on a narrow screen the share alone. */
function beside(row, chance, wide) {
    const share = row.share === null ? 'not known' : percent(row.share, wide ? 2 : 1)
    return wide && chance ? `${share}, odds ${shown(chance.target_probability, 'fraction, 0 to 1')}` : share
}
