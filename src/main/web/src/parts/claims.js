// Published claims: what the data say of each, and under which condition it would be true.
import { choice, fill, h } from '../dom.js'
import { own, words } from '../facts.js'
import { bounded, figure } from '../quote.js'
import { excerpt, noRows, rows } from '../reports.js'
import { figures, table } from '../table.js'

/** A sign before each verdict, so that it is not told by words' colour or place alone. */
const SIGNS = {
    reproduced: '\u2713',
    'reproduced (proxy)': '(\u2713)',
    contradicted: '\u2717',
    'not reproduced (proxy)': '(\u2717)',
    undecided: '?',
    'not computable': '\u2013',
}
const sign = (verdict) => own(SIGNS, verdict) ?? '\u00b7'

/** How the source words a figure, where that is more than the figure. */
const WORDING = { about: 'about', nearly: 'nearly', over: 'over', 'at least': 'at least' }

/** Kinds of figures that count something else than the claim: they neither make it true nor false. */
const SETTLES_NOTHING = ['other_quantity']

let wanted = 'all'

export async function claims() {
    const all = await rows('claim_check')
    if (all.length === 0) {
        return h('p', {}, noRows('claim_check', 'What is said of published claims'))
    }
    const nearest = new Map()
    all.forEach((row) => {
        if (!nearest.has(row.claim_id) || row.nearest) {
            nearest.set(row.claim_id, row)
        }
    })
    const ordered = [...nearest.values()].sort((a, b) => rank(a) - rank(b) || a.claim_id.localeCompare(b.claim_id))
    const verdicts = [...new Set(ordered.map((row) => row.verdict))]
    const counts = verdicts.map((verdict) => ({
        verdict,
        count: ordered.filter((row) => row.verdict === verdict).length,
    }))
    const part = excerpt('claim_check')
    const place = h('div', {})
    const show = (verdict) => {
        wanted = verdict
        fill(place, shown(ordered.filter((row) => verdict === 'all' || row.verdict === verdict)))
    }
    show(verdicts.includes(wanted) ? wanted : 'all')
    const details = h('details.data', {}, h('summary', {}, 'Every definition that was tried'))
    details.addEventListener('toggle', () => {
        if (details.children.length === 1) {
            details.append(
                figures(
                    'Every definition that was tried',
                    'claim_check',
                    all,
                    'claim and definition',
                    (row) => `${row.claim_id}: ${row.definition}`,
                    [
                        'computed',
                        'computed_low',
                        'computed_high',
                        'unit',
                        'gap',
                        'fits',
                        'nearest',
                        'definition_kind',
                        'source',
                        'formula',
                    ],
                ),
            )
        }
    })
    return [
        h(
            'p',
            {},
            `${ordered.length} published claims${part ? ` are in this page, an excerpt (${part})` : ''}: ` +
                `${counts.map(({ verdict, count }) => `${count} ${verdict}`).join(', ')}.` +
                ' The more definitions are tried, the more match by chance.',
        ),
        choice(
            'Verdict',
            [
                { value: 'all', text: 'all' },
                ...counts.map(({ verdict, count }) => ({ value: verdict, text: `${verdict} (${count})` })),
            ],
            verdicts.includes(wanted) ? wanted : 'all',
            show,
        ),
        place,
        details,
    ]
}

const rank = (row) => (row.verdict.startsWith('not computable') ? 2 : row.holds_if !== null ? 0 : 1)

function shown(list) {
    return table(
        'Claims, what the nearest definition gives, and when they would hold',
        ['claim', 'says', 'nearest computed', 'definition', 'fit, of those tried', 'verdict', 'true only if'],
        list.map((row) => [
            h(
                'span',
                {},
                row.subject,
                h('br'),
                h(
                    'span.small',
                    {},
                    `${row.claim_id}; ${row.publisher ?? 'publisher not known'}, ${row.published_on ?? 'undated'}`,
                ),
            ),
            h(
                'span',
                {},
                h('q', {}, row.quoted ?? ''),
                ' ',
                ...stated(row),
                row.conflict === true
                    ? h(
                          'span.small',
                          {},
                          ' Other statements on the same disagree: ',
                          figure('claim_check', row, 'conflict'),
                      )
                    : null,
            ),
            computed(row),
            h(
                'span',
                {},
                row.definition,
                h('br'),
                h('span.small', {}, words(row.definition_kind ?? 'no definition')),
            ),
            h(
                'span',
                {},
                figure('claim_check', row, 'definitions_fitting'),
                ' of ',
                figure('claim_check', row, 'definitions_tried'),
            ),
            h(
                'span',
                {},
                h('span.verdict', {}, `${sign(row.verdict)} ${row.verdict}`),
                h('br'),
                h('span.small', {}, row.verdict_words ?? ''),
            ),
            row.holds_if ?? (row.needs === null ? '' : h('span.small', {}, `Would be settled by: ${row.needs}`)),
        ]),
    )
}

/** What a claim states, as it words it. */
function stated(row) {
    if (row.stated_low === null) {
        return ['no figure']
    }
    const wording = own(WORDING, row.wording)
    const range = row.stated_high !== null && row.stated_high !== row.stated_low
    return [
        wording ? `${wording} ` : '',
        figure('claim_check', row, 'stated_low'),
        ...(range ? [' to ', figure('claim_check', row, 'stated_high')] : []),
        ` ${row.unit ?? ''}`,
    ]
}

/** The nearest figure with its bounds; none where it is of something else. */
function computed(row) {
    if (SETTLES_NOTHING.includes(row.definition_kind)) {
        return h('span.small', {}, 'none of the same quantity; what was computed stands below')
    }
    const said = row.definition_kind === 'other_statement' ? 'not computed; another source says ' : null
    const unit = row.computed === null ? null : ` ${row.unit ?? ''}`
    return h('span', {}, said, ...bounded('claim_check', row, 'computed'), unit)
}
