// One's own question in SQL, answered in a worker that can be stopped.
import { fill, h, visible } from '../dom.js'
import facts from '../facts.js'
import { has, sources } from '../reports.js'
import { table } from '../table.js'

const MOST_ROWS = 1000

const EXAMPLES = [
    {
        name: 'Largest supplier of each importer',
        of: 'import_dependency',
        sql: `SELECT source, importer_name, product_code, year, supplier_name, ROUND(value_share * 100, 2) AS percent
FROM import_dependency
WHERE value_rank = 1 AND period_type = 'year'
ORDER BY percent DESC, source, importer_name, product_code, year
LIMIT 20`,
    },
    {
        name: 'Most concentrated products',
        of: 'supplier_concentration',
        sql: `SELECT source, importer_iso3, product_code, year, value_hhi, effective_suppliers
FROM supplier_concentration
WHERE side = 'import' AND period_type = 'year' AND value_hhi IS NOT NULL
ORDER BY value_hhi DESC, source, importer_iso3, product_code, year
LIMIT 20`,
    },
    {
        name: 'Stages of the chain, by country and bounds',
        of: 'chain_exposure',
        sql: `SELECT source, year, country_iso3, product_code, through_stage, origin_iso3,
    looked_through_share, looked_through_share_low, looked_through_share_high
FROM chain_exposure
WHERE looked_through_share > 0.1
ORDER BY source, year, country_iso3, product_code, through_stage, looked_through_share DESC, origin_iso3`,
    },
    {
        name: 'Claims by verdict',
        of: 'claim_check',
        sql: `SELECT verdict, COUNT(DISTINCT claim_id) AS claims
FROM claim_check
GROUP BY verdict
ORDER BY claims DESC, verdict`,
    },
]

let worker = null

function started() {
    if (!worker) {
        const url = URL.createObjectURL(
            new Blob([document.getElementById('worker').textContent], { type: 'text/javascript' }),
        )
        worker = new Worker(url)
        URL.revokeObjectURL(url)
    }
    return worker
}

function stopped() {
    worker?.terminate()
    worker = null
}

// Another folder of reports: the next question is on its tables.
document.addEventListener('reports-opened', stopped)

export async function ask() {
    const sql = h('textarea', { id: 'sql', rows: '7', spellcheck: 'false', 'aria-label': 'Question in SQL' })
    const examples = EXAMPLES.filter(({ of }) => has(of))
    sql.value = examples[0]?.sql ?? ''
    const said = h('span.said', { role: 'status' })
    const answer = h('div', { id: 'sql-answer' })
    const go = h('button', { type: 'button', id: 'sql-run' }, 'Run')
    const stop = h('button', { type: 'button', id: 'sql-stop', disabled: true }, 'Stop')
    const done = (text) => {
        said.textContent = visible(text)
        go.disabled = false
        stop.disabled = true
    }
    const run = async () => {
        if (go.disabled) {
            return
        }
        go.disabled = true
        stop.disabled = false
        said.textContent = 'Running \u2026'
        fill(answer)
        const began = performance.now()
        const engine = started()
        engine.onmessage = ({ data }) => {
            if (data.error) {
                fill(answer, h('p.warning', {}, data.error))
                done('No answer.')
                return
            }
            fill(answer, shown(data))
            done(
                `${data.rows.length} ${data.rows.length === 1 ? 'row' : 'rows'}` +
                    `${data.more ? ', and more that are not shown,' : ''} in ` +
                    `${Math.round(performance.now() - began)} ms.`,
            )
        }
        engine.onerror = (event) => {
            event.preventDefault()
            stopped()
            done(`The engine stopped: ${event.message}`)
        }
        try {
            engine.postMessage({ sources: await sources(), query: sql.value, most: MOST_ROWS })
        } catch (error) {
            done(`The reports cannot be read: ${error.message}`)
        }
    }
    go.addEventListener('click', run)
    stop.addEventListener('click', () => {
        stopped()
        done('Stopped.')
    })
    sql.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            run()
        }
    })
    return [
        h('p', {}, 'Each report is a table. Ctrl+Enter runs the question; nothing leaves this page.'),
        h(
            'p.buttons',
            {},
            h('span', {}, 'Examples:'),
            examples.map((one) =>
                h(
                    'button',
                    {
                        type: 'button',
                        on: {
                            click: () => {
                                sql.value = one.sql
                                sql.focus()
                            },
                        },
                    },
                    one.name,
                ),
            ),
        ),
        sql,
        h('p.buttons', {}, go, stop, said),
        answer,
        h(
            'p.small',
            {},
            `At most ${MOST_ROWS.toLocaleString('en-US')} rows are shown. The engine is small: no ILIKE (LIKE ` +
                'ignores case here), no DESCRIBE, no CROSS JOIN; words of SQL after a dot stand in quotes, as in ' +
                'a."year"; a comparison with null is false, so NOT of it is true; nulls come first in an order; ' +
                'days are texts such as 2024-01-01. To quote a figure take it from its report above.',
        ),
        h(
            'details.data',
            { id: 'dictionary' },
            h('summary', {}, 'Tables and columns'),
            facts.reports.filter(({ name }) => has(name)).map(declared),
        ),
    ]
}

function shown({ columns, rows }) {
    return table(
        'Answer',
        columns.length > 0 ? columns : ['no columns'],
        rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '' : String(cell)))),
    )
}

function declared({ name, grain, columns }) {
    const details = h('details.data', {}, h('summary', {}, h('code', {}, name), ` ${grain}`))
    details.addEventListener('toggle', () => {
        if (details.children.length === 1) {
            details.append(
                table(
                    name,
                    ['column', 'type', 'unit', 'meaning'],
                    columns.map((one) => [
                        one.name,
                        one.type,
                        one.unit,
                        `${one.meaning}${one.formula ? ` = ${one.formula}` : ''}`,
                    ]),
                ),
            )
        }
    })
    return details
}
