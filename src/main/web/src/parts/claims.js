// Published claims: what the data say of each, and under which condition it would be true.
import { choice, fill, h } from '../dom.js'
import { figure } from '../quote.js'
import { rows } from '../reports.js'
import { figures, table } from '../table.js'

/** A sign before each verdict, so that it is not told by words' colour or place alone. */
const SIGNS = {
    reproduced: '\u2713',
    contradicted: '\u2717',
    'not reproduced': '\u2717',
    undecided: '?',
    'not computable': '\u2013',
}
const sign = (verdict) => SIGNS[verdict] ?? SIGNS[verdict.replace(/,? ?\(.*| in .*|,.*/, '')] ?? '\u00b7'

let wanted = 'all'

export async function claims() {
    const all = await rows('claim_check')
    if (all.length === 0) {
        return h('p', {}, 'No published claims are in the reports of this page.')
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
            `${ordered.length} published claims: ` +
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
        ['claim', 'says', 'nearest computed', 'definition', 'tried', 'verdict', 'true only if'],
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
                row.stated_low === null ? null : figure('claim_check', row, 'stated_low'),
                ` ${row.unit ?? ''}`,
            ),
            h(
                'span',
                {},
                figure('claim_check', row, 'computed'),
                row.computed === null ? '' : ` ${row.unit ?? ''}`,
            ),
            row.definition,
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
