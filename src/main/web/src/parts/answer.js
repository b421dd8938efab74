// The first screen: the question's answer in one sentence and one chart.
import { axis, chart, label, legend, limits, LOWER, PAIR, UPPER, whiskers } from '../chart.js'
import { h, visible } from '../dom.js'
import { count, country, countryInSentence, goods, own, productInSentence, words } from '../facts.js'
import { percent, shown as written } from '../format.js'
import { policyLines } from '../policy.js'
import { bounded, figure, quote, withBounds } from '../quote.js'
import { noRows, rows } from '../reports.js'
import { figures } from '../table.js'
import { IMPUTED, isImputed } from '../weights.js'

const MOST = 6
const REPORT = 'import_dependency'

/** Strict bounds by weight that are further apart say little: those at usual unit values go before them. */
const WIDE = 0.1

/** What a code's purity means for a reader. */
const PURITY = {
    exact: 'The code holds exactly the goods of its stage.',
    partial: 'The code holds a part of the goods of its stage.',
    proxy: 'The code is a proxy: it holds other goods too.',
    unknown: 'How well the code stands for its goods is not in the reference data.',
}

/** Why there are no shares, in words that end a sentence. */
const WITHOUT_SHARES = {
    incomplete: 'not all partners are in the data',
    months_missing: 'the importer reports nothing at all on some of the months',
    exporters_missing: 'importers name suppliers whose exports are not in the data',
    no_imports: 'nothing was imported',
    no_outside_imports: 'nothing was imported from outside',
    re_import: 're-imports are all that was imported',
    no_member_in_data: 'no member\u2019s imports are in the data',
    members_missing: 'imports of some members are not in the data',
    no_named_supplier: 'no supplier is named',
}

/** Reasons that say what is known: that there was nothing to be bought from anybody. */
const NOTHING = {
    no_imports: (goods) => `imported no ${goods}`,
    no_outside_imports: (goods) => `imported no ${goods} from outside`,
    re_import: (goods) => `imported ${goods} only that were its own and came back`,
}

const because = (reason) => own(WITHOUT_SHARES, reason) ?? words(reason)

export async function answer(chosen) {
    if (!chosen) {
        return h('p', {}, 'Open a folder of reports below.')
    }
    const { importer, product: code, source, year } = chosen
    const all = await rows(REPORT, {
        source,
        importer_iso3: importer,
        product_code: code,
        period_type: 'year',
        year,
    })
    const ranked = all
        .filter((row) => known(row.value_rank) && known(row.value_share))
        .sort((a, b) => a.value_rank - b.value_rank)
    document.title = visible(`${country(importer)}, HS ${code}, ${year}: Lodestone briefing`)
    const title = `${country(importer)}, imports of ${goods(code)}, ${year}`
    if (all.length === 0) {
        return outside(chosen, title)
    }
    if (ranked.length === 0) {
        return unknown(all, chosen, title)
    }
    const unnamed = all.filter((row) => row.supplier_role === 'unspecified' && known(row.value_share))
    const policy = policyLines(
        await rows('policy_headroom', { source, importer_iso3: importer, product_code: code, year }),
    )
    const shown = [...ranked.slice(0, MOST), ...unnamed]
    const weight = byWeight(ranked[0])
    return [
        heading(ranked[0], weight, unnamed, chosen),
        leaderByWeight(ranked),
        h('p.note', {}, notes(ranked[0], weight, chosen)),
        chart({
            says: `${title}: ${shown.map(supplied).join(', ')} by value.`,
            height: 90 + shown.length * 46,
            caption:
                `${title}: the largest suppliers by value` +
                `${unnamed.length > 0 ? ', and what no supplier is named for' : ''}. ` +
                'Lines are bounds: the lower end of a share by value is what the source names, its upper end ' +
                'gives the supplier all that is not named; by weight, goods without a weight may have any. ' +
                `Source: ${source}.` +
                policy.map((one) => ` ${one.says}`).join(''),
            table: figures(title, REPORT, shown, 'supplier', called, [
                'value_share',
                'value_share_high',
                'value_rank_low',
                'value_rank_high',
                'weight_share',
                'weight_share_low',
                'weight_share_high',
                'weight_share_low_usual',
                'weight_share_high_usual',
                'value_usd',
                'net_weight_kg',
                'weight_basis',
            ]),
            option: (palette, wide) => drawing(shown, policy, palette, wide),
            picked: ({ dataIndex, seriesName }) => quote(REPORT, shown[dataIndex], columnOf(seriesName)),
        }),
    ]
}

const known = (value) => value !== null && value !== undefined

/** A row's supplier, or that there is none. */
const called = (row) =>
    row.supplier_role === 'unspecified' ? `not named (${country(row.supplier_iso3)})` : country(row.supplier_iso3)

const supplied = (row) => `${called(row)} ${withBounds(REPORT, row, 'value_share')}`

const columnOf = (seriesName) => (seriesName === 'by weight' ? 'weight_share' : 'value_share')

/** The largest supplier's part, said to be the largest only where it is whoever the others are. */
function heading(top, weight, unnamed, { importer, product: code, year }) {
    const certain = top.value_rank_high === 1
    const most = known(top.value_share_high) && percent(top.value_share_high) !== percent(top.value_share)
    return h(
        'h1',
        {},
        `In ${year} `,
        h('bdi', {}, countryInSentence(importer)),
        ' bought ',
        figure(REPORT, top, 'value_share'),
        ...(most ? [h('span', {}, ' (at most ', figure(REPORT, top, 'value_share_high'), ')')] : []),
        ' of its imports of ',
        h('bdi', {}, productInSentence(code)),
        ' from ',
        h('bdi', {}, countryInSentence(top.supplier_iso3)),
        ' by value',
        ...weight.said,
        ...(certain
            ? ['.']
            : unnamed.length > 0
              ? [': the largest supplier by value that is named, while ', ...together(unnamed), ' names no supplier.']
              : [TIED]),
    )
}

const TIED = ': none that is named sold more, but another may have sold as much.'

/** The share without a named supplier: a figure, or of several such rows their sum. */
const together = (unnamed) =>
    unnamed.length === 1
        ? [figure(REPORT, unnamed[0], 'value_share')]
        : [percent(unnamed.reduce((sum, row) => sum + row.value_share, 0))]

/** That another supplier leads by weight than by value; null where none does, or where that is not known. */
function leaderByWeight(ranked) {
    const [top, ...others] = ranked
    if (!known(top.weight_share) || isImputed(top)) {
        return null
    }
    const leader = others.reduce((most, row) => ((row.weight_share ?? 0) > most.weight_share ? row : most), top)
    if (leader === top) {
        return null
    }
    const certain = ranked.every((row) => row === leader || leader.weight_share_low > (row.weight_share_high ?? 1))
    return h(
        'p',
        {},
        `By weight ${countryInSentence(leader.supplier_iso3)} leads${certain ? '' : ', as far as is known'}: `,
        ...bounded(REPORT, leader, 'weight_share'),
        '.',
    )
}

/** What is said of a share by weight, with the bounds that say most, and on what they rest. */
function byWeight(row) {
    const strict = ['weight_share_low', 'weight_share_high']
    const usual = ['weight_share_low_usual', 'weight_share_high_usual']
    const [low, high] = strict.map((one) => row[one])
    const share = row.weight_share
    if (isImputed(row)) {
        return { said: [], imputed: true }
    }
    if (!known(low) || !known(high)) {
        return {
            said: known(share)
                ? [', ', figure(REPORT, row, 'weight_share'), ' by weight (bounds not known)']
                : [', an unknown part by weight'],
        }
    }
    const within = !known(share) || (row[usual[0]] <= share && share <= row[usual[1]])
    const supposed = high - low > WIDE && known(row[usual[0]]) && known(row[usual[1]]) && within
    const ends = supposed ? usual : strict
    const [from, to] = ends.map((one) => figure(REPORT, row, one))
    if (!known(share)) {
        const one = percent(row[ends[0]]) === percent(row[ends[1]])
        return { said: one ? [', ', from, ' by weight'] : [', between ', from, ' and ', to, ' by weight'], supposed }
    }
    const exact = ends.every((one) => percent(row[one]) === percent(share))
    return {
        said: [
            ', ',
            figure(REPORT, row, 'weight_share'),
            ...(exact ? [] : [' (', from, ' to ', to, ')']),
            ' by weight',
        ],
        supposed,
    }
}

function notes(top, weight, { source, year, product: code }) {
    const span = (one) => written(top[one], 'fraction, 0 to 1')
    return [
        `${source}, ${year}, HS ${code}.`,
        own(PURITY, top.code_purity),
        top.code_note,
        top.provisional === true ? 'The source calls these data provisional.' : null,
        weight.imputed ? IMPUTED : null,
        weight.supposed
            ? `Bounds by weight suppose that goods without a weight were sold at ` +
              `${written(top.unit_value_p05_usd_per_kg, 'USD per kg')} to ` +
              `${written(top.unit_value_p95_usd_per_kg, 'USD per kg')}, the 5th and the 95th percentile of ` +
              `${count(top.unit_value_count, 'unit value')}; without that they are ${span('weight_share_low')} to ` +
              `${span('weight_share_high')}.`
            : null,
    ]
        .filter(Boolean)
        .join(' ')
}

/** Imports without shares of named suppliers. */
function unknown(all, { importer, product: code, year }, title) {
    const others = all.filter((row) => row.supplier_role !== 'self')
    const unnamed = others.filter((row) => row.supplier_role === 'unspecified' && known(row.value_share))
    if (unnamed.length > 0) {
        return [
            h('h1', {}, `In ${year} no supplier is named for what ${countryInSentence(importer)} bought`),
            h('p', {}, `${title}: `, ...together(unnamed), ' of the value names no supplier.'),
        ]
    }
    const reasons = [...new Set((others.length > 0 ? others : all).map((row) => row.share_reason))].filter(known)
    return [
        reasons.length === 1 && own(NOTHING, reasons[0])
            ? h(
                  'h1',
                  {},
                  `In ${year} ${countryInSentence(importer)} ${own(NOTHING, reasons[0])(productInSentence(code))}`,
              )
            : h('h1', {}, `What ${countryInSentence(importer)} buys from whom in ${year} is not known`),
        h('p', {}, `${title}: ${reasons.map(because).join(', ') || 'the report gives no reason'}.`),
    ]
}

/** An importer without imports of its own, such as a group of countries: what it buys from outside. */
async function outside(chosen, title) {
    const { importer, product: code, source, year } = chosen
    const [row] = await rows('dependency_criteria', {
        source,
        importer_iso3: importer,
        product_code: code,
        year,
    })
    const of = (name) => figure('dependency_criteria', row, name)
    const unknownBuyer = h('h1', {}, `What ${countryInSentence(importer)} buys from whom in ${year} is not known`)
    if (!row) {
        return [unknownBuyer, h('p', {}, noRows(REPORT, title))]
    }
    const members = known(row.members)
        ? h(
              'p.note',
              {},
              'Imports of ',
              of('members_in_data'),
              ' of its ',
              of('members'),
              ' members are in the data',
              ...(row.members_joined > 0
                  ? [
                        ', of which ',
                        of('members_joined'),
                        ' reported in another edition of the Harmonized System, under a code of the same goods',
                    ]
                  : []),
              '.',
              row.members_in_data < row.members && source.startsWith('BACI')
                  ? ' This source is complete: a member that is not in it imported none.'
                  : null,
          )
        : null
    // Of a source that is complete, members that are not in it imported none.
    const nothing =
        own(NOTHING, row.criteria_reason) ??
        (row.criteria_reason === 'no_member_in_data' && source.startsWith('BACI') ? NOTHING.no_imports : undefined)
    if (nothing) {
        return [
            h('h1', {}, `In ${year} ${countryInSentence(importer)} ${nothing(productInSentence(code))}`),
            h('p', {}, `${title}: ${because(row.criteria_reason)}.`),
            members,
        ]
    }
    if (!known(row.top_supplier_value_share)) {
        return [unknownBuyer, h('p', {}, `${title}: ${because(row.criteria_reason ?? 'no_named_supplier')}.`), members]
    }
    const most =
        known(row.top_supplier_value_share_high) &&
        percent(row.top_supplier_value_share_high) !== percent(row.top_supplier_value_share)
    return [
        h(
            'h1',
            {},
            `In ${year} `,
            h('bdi', {}, countryInSentence(importer)),
            ' bought ',
            of('top_supplier_value_share'),
            ...(most ? [' (at most ', of('top_supplier_value_share_high'), ')'] : []),
            ' of its imports of ',
            h('bdi', {}, productInSentence(code)),
            ' that came from outside from ',
            h('bdi', {}, countryInSentence(row.top_supplier_iso3)),
            ' by value',
            ...(row.top_supplier_certain
                ? ['.']
                : !(row.unspecified_value_share > 0)
                  ? [TIED]
                  : [
                      ': the largest supplier by value that is named, while ',
                      of('unspecified_value_share'),
                      ' names no supplier.',
                  ]),
        ),
        h('p.note', {}, `${source}, ${year}, HS ${code}. ${own(PURITY, row.code_purity) ?? ''} ${row.code_note ?? ''}`),
        members,
    ]
}

/** A share by value is the least that it can be. */
const fromTo = ({ value_share: low, value_share_high: high }) =>
    known(high) && percent(high, 1) !== percent(low, 1)
        ? `${(low * 100).toFixed(1)}\u2013${percent(high, high === 1 ? 0 : 1)}`
        : percent(low, 1)

function drawing(shown, policy, palette, wide) {
    const names = shown.map((row) => label(called(row)))
    const bars = (name, column) => ({
        type: 'bar',
        name,
        ...PAIR,
        data: shown.map((row) => row[column]),
    })
    const between = (name, column, low, high, shift, text) =>
        whiskers(
            shown.map((row, place) => [place, row[low] ?? row[column], row[high] ?? row[column]]),
            true,
            palette,
            {
                name,
                shift,
                ends: shown.map((row) => row[column] ?? 0),
                texts: shown.map((row) => (known(row[column]) ? text(row) : 'not known')),
            },
        )
    return {
        legend: legend(palette, { data: ['by value', 'by weight'] }),
        grid: { left: 8, right: wide ? 86 : 80, top: policy.length > 0 ? 28 : 8, bottom: 34, containLabel: true },
        xAxis: axis(palette, {
            type: 'value',
            min: 0,
            max: 1,
            splitNumber: wide ? 5 : 2,
            axisLabel: { formatter: (value) => percent(value, 0) },
        }),
        yAxis: axis(palette, {
            type: 'category',
            data: names,
            inverse: true,
            axisLabel: { width: wide ? 190 : 96, overflow: 'truncate' },
        }),
        tooltip: {
            ...{ trigger: 'item', renderMode: 'richText', confine: true },
            formatter: ({ dataIndex, seriesName }) =>
                label(
                    `${called(shown[dataIndex])}, ${seriesName}: ` +
                        withBounds(REPORT, shown[dataIndex], columnOf(seriesName)),
                ),
        },
        series: [
            {
                ...bars('by value', 'value_share'),
                markLine: limits(
                    policy.map((one) => ({ at: one.at, name: wide ? one.plan : one.name })),
                    palette,
                    true,
                ),
            },
            bars('by weight', 'weight_share'),
            between('by value', 'value_share', 'value_share', 'value_share_high', UPPER, fromTo),
            between('by weight', 'weight_share', 'weight_share_low', 'weight_share_high', LOWER, (row) =>
                percent(row.weight_share, 1),
            ),
        ],
    }
}
