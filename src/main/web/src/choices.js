// What the reader chose to look at: importer, product, source and year, kept in the page's address.
import { choice, fill, h } from './dom.js'
import facts, { country, nameGroup, product } from './facts.js'
import { rows } from './reports.js'

const PARTS = ['importer', 'product', 'source', 'year']

/**
 * Every importer, product, source and year that the reports say something of, with the value of the imports where it is
 * known, and whether there are shares. Blocs have no imports of their own and are last in what is proposed.
 */
async function known() {
    const where = { period_type: 'year' }
    const key = ['importer_iso3', 'product_code', 'source', 'year']
    const index = [...key, 'total_value_usd', 'top_supplier_value_share']
    const shares = [...key, 'total_value_usd', 'value_share', 'value_rank']
    const judged = [...key, 'top_supplier_value_share', 'importer_kind', 'importer_name']
    const all = new Map()
    const add = (row, share, bloc) => {
        const at = key.map((one) => row[one]).join('\n')
        const before = all.get(at)
        all.set(at, {
            importer: row.importer_iso3,
            product: row.product_code,
            source: row.source,
            year: String(row.year),
            usd: before?.usd ?? row.total_value_usd ?? null,
            shares: before?.shares || share,
            bloc: before?.bloc ?? bloc,
        })
    }
    const annual = await rows('supplier_concentration', { ...where, side: 'import' }, index)
    annual.forEach((row) => add(row, typeof row.top_supplier_value_share === 'number', false))
    if (annual.length === 0) {
        const suppliers = await rows('import_dependency', where, shares)
        suppliers.forEach((row) => add(row, row.value_rank !== null && row.value_share !== null, false))
    }
    for (const report of ['dependency_criteria', 'policy_headroom']) {
        const of = await rows(report, {}, judged)
        of.forEach((row) => add(row, typeof row.top_supplier_value_share === 'number', row.importer_kind === 'bloc'))
        of.filter((row) => row.importer_kind === 'bloc' && row.importer_name !== null).forEach((row) =>
            nameGroup(row.importer_iso3, row.importer_name),
        )
    }
    return [...all.values()]
}

const distinct = (all, name) => [...new Set(all.map((one) => one[name]))].sort()

/** What the page's address asks for: anybody may have written it. */
function asked() {
    try {
        const text = decodeURIComponent(location.hash.slice(1))
        return text.includes('=') ? Object.fromEntries(new URLSearchParams(text)) : {}
    } catch {
        return {}
    }
}

/** The nearest to what is wanted that there are data of: part after part, else the page's own pairs, else proposals. */
function settled(all, wanted) {
    const [importer, code] = (facts.pairs[0] ?? '').split('/')
    const preferred = { importer, product: code }
    const chosen = {}
    let left = all
    for (const part of PARTS) {
        const options = distinct(left, part)
        chosen[part] =
            [wanted[part], preferred[part]].find((one) => options.includes(one)) ?? PROPOSED[part](left, options)
        left = left.filter((one) => one[part] === chosen[part])
    }
    return chosen
}

/** Of which the imports are largest; without values the first by code. */
function largest(left, options, part) {
    const size = new Map(options.map((one) => [one, -1]))
    const best = left.some((one) => !one.bloc) ? left.filter((one) => !one.bloc) : left
    best.forEach((one) => size.set(one[part], Math.max(size.get(one[part]), one.usd ?? 0)))
    return [...size].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0][0]
}

const newest = (all) => all.map((one) => one.year).sort((a, b) => a - b)[all.length - 1]

/** The newest year with shares, or the newest. */
function newestYear(left) {
    const withShares = left.filter((one) => one.shares)
    return newest(withShares.length > 0 ? withShares : left)
}

const made = (source) => /reconciled/i.test(source)

/** What reporters say goes before what is made of both sides' reports; then the newest. */
function plainest(left, options) {
    const year = (source) => Number(newestYear(left.filter((one) => one.source === source)))
    return [...options].sort((a, b) => made(a) - made(b) || year(b) - year(a) || b.localeCompare(a))[0]
}

/** What was asked for and is not there; null where all is. */
function missed(wanted, chosen) {
    const parts = PARTS.filter((part) => wanted[part] !== undefined && wanted[part] !== chosen[part])
    return parts.length === 0
        ? null
        : h(
              'p.note',
              { role: 'status' },
              `For this choice there are no data of ${parts.map((part) => `${part} ${wanted[part]}`).join(', ')}. ` +
                  'Shown is the nearest that there is.',
          )
}

const PROPOSED = {
    importer: (left, options) => largest(left, options, 'importer'),
    product: (left, options) => largest(left, options, 'product'),
    source: plainest,
    year: newestYear,
}

/**
 * Shows the choices and tells of each change.
 *
 * @param {HTMLElement} nav where they stand
 * @param {(chosen: object) => void} changed is called at once, and whenever another is chosen
 */
export async function offer(nav, changed) {
    const all = await known()
    if (all.length === 0) {
        fill(nav, h('p', {}, 'No annual imports are in the reports of this page.'))
        changed(null)
        return
    }
    const blocs = new Set(all.filter((one) => one.bloc).map((one) => one.importer))
    const show = (wanted) => {
        const chosen = settled(all, wanted)
        const choose = (part) => (value) => {
            const next = { ...chosen, [part]: value }
            history.replaceState(null, '', `#${new URLSearchParams(next)}`)
            show(next)
            nav.querySelectorAll('select')[PARTS.indexOf(part)].focus()
        }
        const of = (...parts) => all.filter((one) => parts.every((part) => one[part] === chosen[part]))
        const named = (codes, name) =>
            codes.map((value) => ({ value, text: name(value) })).sort((a, b) => a.text.localeCompare(b.text, 'en'))
        const importer = (code) => (blocs.has(code) ? `${country(code)} (${code})` : country(code))
        fill(
            nav,
            choice('Importer', named(distinct(all, 'importer'), importer), chosen.importer, choose('importer')),
            choice(
                'Product',
                named(distinct(of('importer'), 'product'), (code) => `${code} ${product(code)}`),
                chosen.product,
                choose('product'),
            ),
            choice(
                'Source',
                named(distinct(of('importer', 'product'), 'source'), String),
                chosen.source,
                choose('source'),
            ),
            choice(
                'Year',
                named(distinct(of('importer', 'product', 'source'), 'year'), String).reverse(),
                chosen.year,
                choose('year'),
            ),
            missed(wanted, chosen),
        )
        changed({ ...chosen, year: Number(chosen.year) })
    }
    show(asked())
}
