// Figures to click: each opens what a reader needs to quote it.
import { fill, h, visible } from './dom.js'
import { column, country, own, product, report, words } from './facts.js'
import { figureId } from './figure-id.js'
import { cell, shown } from './format.js'
import { lacks } from './reports.js'
import { current, run } from './state.js'
import { IMPUTED, isImputed } from './weights.js'

/** Why a figure is not known: by the reason column that its meaning names, or that has its name; null for neither. */
function reason(reportName, row, name) {
    const { meaning } = column(reportName, name)
    const given = Object.keys(row)
        .filter((one) => one.endsWith('_reason') && row[one] !== null && row[one] !== undefined)
        .find((one) => {
            const stem = one.slice(0, -'_reason'.length)
            return meaning.includes(one) || name === stem || name.startsWith(`${stem}_`)
        })
    return given ? words(row[given]) : null
}

/** Columns of the row that bound a figure, with their values. */
function bounds(reportName, row, name) {
    const stem = name.replace(/_(tonnes|share)$/, '')
    return ['_low', '_high', '_low_usual', '_high_usual']
        .flatMap((end) => [`${name}${end}`, `${stem}${end}_tonnes`])
        .filter((one) => one !== name && column(reportName, one) && row[one] !== null && row[one] !== undefined)
        .map((one) => ({ name: one, text: cell(row[one], column(reportName, one)) }))
}

/** A figure with its bounds in one line. */
export function withBounds(reportName, row, name) {
    const known = column(reportName, name)
    if (!known) {
        return 'left out of this page'
    }
    const { unit } = known
    const [low, high] = [row[`${name}_low`] ?? row[name], row[`${name}_high`] ?? row[name]]
    const figure = shown(row[name], unit)
    const [least, most] = [shown(low, unit), shown(high, unit)]
    return least === most || low === null ? figure : `${figure} (${least} to ${most})`
}

function source(row) {
    const named = row.source ?? row.dataset
    return named && named !== 'ALL' ? named : 'the inputs that its row names'
}

/** A figure and in brackets its bounds, all to be quoted; the figure alone where they are the same. */
export function bounded(reportName, row, name, low = `${name}_low`, high = `${name}_high`) {
    const known = column(reportName, name)
    const [least, most] = [low, high].map((one) => (column(reportName, one) ? row[one] : null) ?? row[name])
    const same = (one, other) => shown(one, known?.unit) === shown(other, known?.unit)
    if (!known || typeof row[name] !== 'number' || (same(least, row[name]) && same(most, row[name]))) {
        return [figure(reportName, row, name)]
    }
    const end = (one) => figure(reportName, row, column(reportName, one) && row[one] !== null ? one : name)
    return [figure(reportName, row, name), ' (', end(low), ' to ', end(high), ')']
}

const period = (row) => row.year ?? row.period ?? row.target_year ?? null

const NAMED = {
    importer_iso3: country,
    supplier_iso3: country,
    exporter_iso3: country,
    partner_iso3: country,
    reporter_iso3: country,
    country_iso3: country,
    origin_iso3: country,
    product_code: product,
}

/** The key of a row in words, without parts that are told apart. */
export function keyWords(reportName, row, apart = ['source', 'dataset']) {
    return report(reportName)
        .key.filter((part) => row[part] !== null && !apart.includes(part))
        .map((part) => {
            if (part === 'period_type') {
                return row[part] === 'year' ? null : words(row[part])
            }
            if (part === 'period_start') {
                return row.period_type === 'year' ? String(row.year) : `from ${row[part]}`
            }
            const name = own(NAMED, part)
            return name ? `${name(row[part])} (${row[part]})` : `${words(part)} ${row[part]}`
        })
        .filter((one) => one !== null)
        .join(', ')
}

const escaped = (text) =>
    text.replace(
        /[\\{}$&#^_~%]/g,
        (one) =>
            ({ '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}' })[one] ??
            `\\${one}`,
    )

/** What a reader of a figure has to know of its data. */
function noted(row, name) {
    const notes = [
        row.provisional === true ? 'The source calls the data provisional.' : null,
        isImputed(row) && name.includes('weight') ? IMPUTED : null,
    ].filter(Boolean)
    return notes.length > 0 ? { Note: notes.join(' ') } : {}
}

/** Everything about a figure that a quote needs, as texts. */
function quotation(reportName, row, name) {
    const known = column(reportName, name)
    const id = figureId(reportName, row, name, current())
    const figure = cell(row[name], known)
    const why = reason(reportName, row, name)
    const between = bounds(reportName, row, name)
    const lines = {
        Figure: `${figure}${row[name] === null && why ? ` (${why})` : ''}`,
        Of: keyWords(reportName, row),
        Definition: `${words(name)}: ${known.meaning}${known.formula ? ` Formula: ${known.formula}.` : ''}`,
        Unit: known.unit,
        Bounds:
            between.length > 0
                ? between.map((one) => `${words(one.name)} ${one.text}`).join('; ')
                : 'the report gives none for this figure',
        ...noted(row, name),
        Source: `${source(row)}${period(row) === null ? '' : `, ${period(row)}`}; computed by ${run().program}`,
        Report: `${reportName}. ${report(reportName).grain}`,
        Id: id,
    }
    const year = String(run().state_time).slice(0, 4)
    lines.BibTeX = [
        // The id stands where BibTeX takes texts as they are, since verify looks for it letter by letter.
        `@misc{lodestone-${id.replace(/[^A-Za-z0-9._-]+/g, '-')},`,
        `  title = {{${escaped(`${words(name)}, ${lines.Of}: ${figure}`)}}},`,
        `  author = {{${escaped(run().program)}}},`,
        ...(/^\d{4}$/.test(year) ? [`  year = {${year}},`] : []),
        `  url = {${id}},`,
        `  note = {Source: ${escaped(source(row))}. ${escaped(lines.Note ? `${lines.Note} ` : '')}The id of the figure stands as its address}`,
        '}',
    ].join('\n')
    return Object.fromEntries(
        Object.entries(lines).map(([key, text]) => [key, text.split('\n').map(visible).join('\n')]),
    )
}

const dialog = h('dialog', { id: 'quote', 'aria-labelledby': 'quote-title' })

async function copy(text, area, said) {
    try {
        await navigator.clipboard.writeText(text)
        said.textContent = 'Copied.'
    } catch {
        // Browsers may refuse the clipboard to a page from a file: the text is marked, to be copied by hand.
        area.focus()
        area.select()
        said.textContent = 'The text is marked: copy it with Ctrl+C.'
    }
}

/** Shows what is needed to quote a figure; nothing where the page leaves its column out. */
export function quote(reportName, row, name) {
    if (!column(reportName, name)) {
        return
    }
    const lines = quotation(reportName, row, name)
    const text = Object.entries(lines)
        .map(([key, line]) => (key === 'BibTeX' ? `\n${line}` : `${key}: ${line}`))
        .join('\n')
    const area = h('textarea', { readonly: true, rows: '9', 'aria-label': 'The quotation as text' })
    area.value = text
    const said = h('span.said', { role: 'status' })
    fill(
        dialog,
        h('h2', { id: 'quote-title', tabindex: '-1', autofocus: true }, lines.Figure),
        h(
            'dl',
            {},
            ['Of', 'Definition', 'Unit', 'Bounds', 'Note', 'Source', 'Report', 'Id']
                .filter((key) => lines[key])
                .flatMap((key) => [
                h('dt', {}, key),
                h(`dd.${key.toLowerCase()}`, {}, lines[key]),
            ]),
        ),
        h('p.note', {}, 'Anyone can check it: jobs/lodestone explain and verify take the id.'),
        area,
        h(
            'p.buttons',
            {},
            h(
                'button',
                { type: 'button', on: { click: () => copy(text, area, said) } },
                'Copy all',
            ),
            h('button', { type: 'button', on: { click: () => copy(lines.Id, area, said) } }, 'Copy the id'),
            h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Close'),
            said,
        ),
    )
    if (!dialog.isConnected) {
        document.body.append(dialog)
    }
    dialog.showModal()
}

/**
 * A figure of a report: its text, which opens the quotation.
 *
 * @param {string} text null for the figure as its unit has it
 */
export function figure(reportName, row, name, text = null) {
    const known = column(reportName, name)
    if (!known) {
        return h('span.unknown', {}, 'left out of this page')
    }
    if (lacks(reportName, name)) {
        return h('span.unknown', {}, 'not in the opened files')
    }
    const why = row[name] === null ? reason(reportName, row, name) : null
    return h(
        `button.figure${row[name] === null ? '.unknown' : ''}`,
        {
            type: 'button',
            title: `Quote: ${visible(words(name))}`,
            'data-figure': figureId(reportName, row, name, current()),
            on: { click: () => quote(reportName, row, name) },
        },
        text ?? `${cell(row[name], known)}${why ? ` (${why})` : ''}`,
    )
}
