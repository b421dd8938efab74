// Tables: the same figures as a chart's, to read, to reach by keyboard and to quote.
import { h } from './dom.js'
import { column, country, words } from './facts.js'
import { figure } from './quote.js'

/**
 * What each table stands in: it scrolls by itself, and is reached by keyboard.
 *
 * @param {string} caption
 * @param {string[]} heads
 * @param {Node[]} lines rows of the table's body
 */
export function frame(caption, heads, lines) {
    return h(
        'div.scroll',
        { tabindex: '0', role: 'region', 'aria-label': caption },
        h(
            'table',
            {},
            h('caption', {}, h('span', {}, caption)),
            h(
                'thead',
                {},
                h(
                    'tr',
                    {},
                    heads.map((head) => h('th', { scope: 'col' }, head)),
                ),
            ),
            h('tbody', {}, lines),
        ),
    )
}

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {Array<Array<Node|string>>} rows the first cell names the row
 */
export function table(caption, heads, rows) {
    return frame(
        caption,
        heads,
        rows.map(([first, ...others]) =>
            h(
                'tr',
                {},
                h('th', { scope: 'row' }, first),
                others.map((cell) => h('td', {}, cell ?? '')),
            ),
        ),
    )
}

/**
 * A table of figures of a report.
 *
 * @param {Array<object>} rows of the report
 * @param {(row: object) => string} title of a row
 * @param {Array<string|[string, string]>} names of columns, or names with headings of their own; those that the page
 *     leaves out are not shown
 */
export function figures(caption, reportName, rows, first, title, names) {
    const present = names
        .map((one) => (Array.isArray(one) ? one : [one, words(one.replace(/_iso3$/, ''))]))
        .filter(([name]) => column(reportName, name))
    const text = (row, name) => (name.endsWith('_iso3') && row[name] !== null ? country(row[name]) : null)
    return table(
        caption,
        [first, ...present.map(([, head]) => head)],
        rows.map((row) => [title(row), ...present.map(([name]) => figure(reportName, row, name, text(row, name)))]),
    )
}
