// Finds a figure again by its id, and tells whether it is still the same.
import { fill, h } from '../dom.js'
import { column, report } from '../facts.js'
import { figureId, keyOf, parsed } from '../figure-id.js'
import { figure } from '../quote.js'
import { has, lacks, rows } from '../reports.js'
import { current } from '../state.js'

export function lookup() {
    const input = h('input', { id: 'figure-id', type: 'text', spellcheck: 'false', autocomplete: 'off' })
    const said = h('p.said', { id: 'figure-found', role: 'status' })
    const find = async () => fill(said, ...(await found(input.value)))
    input.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') {
            find()
        }
    })
    return [
        h('h3', {}, 'Find a figure by its id'),
        h(
            'p.buttons',
            {},
            h('label', { for: 'figure-id' }, 'Id: '),
            input,
            h('button', { type: 'button', id: 'figure-find', on: { click: find } }, 'Find'),
        ),
        said,
    ]
}

async function found(text) {
    const id = parsed(text)
    if (!id) {
        return ['This is no id of a figure: a report, a key, a column, @, a state, ~, and a checksum.']
    }
    if (!has(id.report) || !column(id.report, id.column) || lacks(id.report, id.column)) {
        return [
            report(id.report)
                ? `${id.report} ${id.column} is not in this page.`
                : `There is no report ${id.report}.`,
        ]
    }
    const row = (await rows(id.report)).find((one) => keyOf(id.report, one) === id.key)
    if (!row) {
        return [`${id.report} has no row of this key here.`]
    }
    const same = figureId(id.report, row, id.column, current()).endsWith(`~${id.checksum}`)
    return [
        figure(id.report, row, id.column),
        same ? ': the same figure' : ': another figure than the id\u2019s checksum stands for',
        id.state === current()
            ? ', of the same state of the data.'
            : `, of state ${current()}; the id is of state ${id.state}.`,
    ]
}
