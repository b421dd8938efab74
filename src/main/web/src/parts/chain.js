// A chain from the mine to the product: who made the goods, and what they are made of, stage by stage.
import { chart, label } from '../chart.js'
import { h } from '../dom.js'
import facts, { country, countryInSentence, of, own as named, words } from '../facts.js'
import { percent } from '../format.js'
import { noRows, rows } from '../reports.js'
import { figures } from '../table.js'

const NO_COUNTRY = 'ALL'
const MOST_MAKERS = 5
const LEAST_SHOWN = 0.005
const NOTHING = 0.0005

export async function chain(chosen) {
    if (!chosen) {
        return []
    }
    const { importer, product: code, source, year } = chosen
    const where = { source, year, product_code: code }
    const own = await rows('chain_exposure', { ...where, country_iso3: importer })
    // Of goods of which no country's imports can be looked through, one row says why.
    const all = own.length > 0 ? own : await rows('chain_exposure', { ...where, country_iso3: NO_COUNTRY })
    if (all.length === 0) {
        return h(
            'p',
            {},
            noRows('chain_exposure', `The chain behind ${of(countryInSentence(importer))} HS ${code} in ${year}`),
        )
    }
    return [...new Set(all.map((row) => row.chain))].sort().flatMap((name) =>
        one(
            all.filter((row) => row.chain === name),
            chosen,
        ),
    )
}

function one(all, { importer, product: code, source, year }) {
    const known = all.filter((row) => row.looked_through_share !== null)
    const unknown = all.filter((row) => row.chain_reason !== null)
    const order = named(facts.chains, all[0].chain) ?? []
    const stages = [...new Set(known.map((row) => row.through_stage))].sort(
        (a, b) => order.indexOf(a) - order.indexOf(b),
    )
    const name = words(all[0].chain)
    const title = `Chain ${name}: who made what ${country(importer)} bought as HS ${code} in ${year}, by weight`
    const missing = h(
        'p.small',
        {},
        `Stages without usable data: ${(all[0].missing_stages ?? 'none').split(' ').map(words).join(', ')}. ` +
            (unknown.length > 0 ? `${[...new Set(unknown.map(whyUnknown))].join('; ')}.` : ''),
    )
    if (stages.length === 0) {
        return [h('h3', {}, title), missing]
    }
    const makers = new Map(
        stages.map((stage) => [stage, ofStage(known.filter((row) => row.through_stage === stage))]),
    )
    const listed = stages.flatMap((stage) => makers.get(stage).shown)
    const flags = grouped(known.flatMap((row) => (row.flags ?? '').split(' ')).filter(Boolean))
    return [
        chart({
            says: `${title}. ${stages
                .map(
                    (stage) =>
                        `${words(stage)}: ${makers
                            .get(stage)
                            .shown.map(
                                (row) => `${country(row.origin_iso3)} ${between(row)}`,
                            )
                            .join(', ')}`,
                )
                .join('. ')}.`,
            height: 420,
            caption:
                `${title}. Read from left to right: the makers of each stage, and what they made put together; ` +
                `which maker's goods` +
                ` went to which maker of the next stage is not published. Figures in brackets are bounds, if ` +
                `codes and years of the data` +
                ` stood exactly for their stages. Source: ${source} and what the table names. To be known: ${flags}.`,
            table: figures(
                title,
                'chain_exposure',
                listed,
                'stage and maker',
                (row) => `${words(row.through_stage)}, ${country(row.origin_iso3)}`,
                [
                    'looked_through_share',
                    'looked_through_share_low',
                    'looked_through_share_high',
                    'direct_share',
                    'strict_share_low',
                    'strict_share_high',
                    'upstream_unknown_share',
                    'data_used',
                ],
            ),
            option: (palette, wide) => drawing(stages, makers, importer, palette, wide),
        }),
        missing,
    ]
}

const whyUnknown = (row) => `${words(row.through_stage)}: ${words(row.chain_reason)}`

/** Flags such as proxy:metal, with the stages that each holds for. */
function grouped(flags) {
    const stages = new Map()
    flags.forEach((flag) => {
        const [name, stage] = flag.split(':')
        stages.set(name, (stages.get(name) ?? new Set()).add(stage))
    })
    return (
        [...stages].map(([name, at]) => `${words(name)} (${[...at].map(words).join(', ')})`).join(', ') || 'nothing'
    )
}

/** Makers of a stage: the largest, what the others made together, and what nobody is known for. */
function ofStage(makers) {
    const sorted = [...makers].sort(
        (a, b) => b.looked_through_share - a.looked_through_share || a.origin_iso3.localeCompare(b.origin_iso3),
    )
    const shown = sorted.filter((row) => row.looked_through_share >= LEAST_SHOWN).slice(0, MOST_MAKERS)
    const others = sorted.slice(shown.length).reduce((sum, row) => sum + row.looked_through_share, 0)
    // With the shares of all makers the unknown part is one.
    const all = sorted.reduce((sum, row) => sum + row.looked_through_share, 0)
    return { shown, others, unknown: sorted[0].upstream_unknown_share ?? Math.max(0, 1 - all) }
}

/** A share in few characters, which stay together. */
const short = (share) => percent(share, share < 0.01 ? 1 : 0).replace(' ', '\u00a0')

/** A maker's share with its bounds, short enough for a label. */
function between(row) {
    const share = short(row.looked_through_share)
    const [low, high] = [row.looked_through_share_low, row.looked_through_share_high]
    return low === high || low === null
        ? share
        : `${share}\u00a0(${(low * 100).toFixed(0)}\u00a0to\u00a0${(high * 100).toFixed(0)})`
}

function drawing(stages, makers, importer, palette, wide) {
    const nodes = []
    const links = []
    const texts = new Map()
    const add = (id, text, colour, bounds) => {
        nodes.push({ name: id, itemStyle: { color: colour, borderColor: palette.line } })
        texts.set(id, { text: label(text), bounds: bounds ? label(bounds) : null })
    }
    stages.forEach((stage, place) => {
        const { shown, others, unknown } = makers.get(stage)
        const pool = `pool ${stage}`
        const end = place === stages.length - 1
        add(pool, end ? `${words(stage)} bought by ${country(importer)}` : `all ${words(stage)}`, palette.soft)
        const before = place === 0 ? null : `pool ${stages[place - 1]}`
        const join = (id, value) => {
            if (value > 0) {
                links.push({ source: id, target: pool, value })
                if (before) {
                    links.push({ source: before, target: id, value })
                }
            }
        }
        shown.forEach((row, rank) => {
            const id = `${stage} ${row.origin_iso3}`
            add(id, country(row.origin_iso3), palette.series[rank % palette.series.length], between(row))
            join(id, row.looked_through_share)
        })
        if (others > NOTHING) {
            add(`${stage} others`, 'others', palette.line)
            join(`${stage} others`, others)
        }
        if (unknown > NOTHING) {
            add(`${stage} unknown`, 'not known', palette.surface)
            join(`${stage} unknown`, unknown)
        }
    })
    const value = new Map()
    links.forEach((link) => value.set(link.target, (value.get(link.target) ?? 0) + link.value))
    links.forEach((link) => {
        if (!value.has(link.source)) {
            value.set(link.source, link.value)
        }
    })
    return {
        tooltip: {
            renderMode: 'richText',
            confine: true,
            formatter: ({ data, dataType }) =>
                dataType === 'edge'
                    ? `${texts.get(data.source).text} to ${texts.get(data.target).text}: ${percent(data.value, 1)}`
                    : `${texts.get(data.name).text}: ` +
                      `${texts.get(data.name).bounds ?? percent(value.get(data.name) ?? 1, 1)}`,
        },
        series: [
            {
                type: 'sankey',
                left: 4,
                right: wide ? 150 : 70,
                top: 8,
                bottom: 8,
                nodeGap: wide ? 16 : 36,
                nodeWidth: 14,
                layoutIterations: 0,
                draggable: false,
                emphasis: { focus: 'adjacency' },
                data: nodes,
                links,
                lineStyle: { color: palette.line, opacity: 0.45, curveness: 0.5 },
                label: {
                    color: palette.text,
                    fontSize: wide ? 12 : 10,
                    lineHeight: wide ? 15 : 12,
                    width: wide ? 155 : 62,
                    overflow: 'break',
                    formatter: ({ name }) => {
                        const { text, bounds } = texts.get(name)
                        if (name.startsWith('pool ')) {
                            return text
                        }
                        const share = value.get(name) ?? 0
                        return `${text} ${bounds ?? short(share)}`
                    },
                },
            },
        ],
    }
}
