// What the reader chose to look at: importer, product, source and year, kept in the page's address.
import { choice, fill, h } from './dom.js'
import facts, { country, product } from './facts.js'
import { rows } from './reports.js'

/** Every importer, product, source and year with annual imports. */
async function known() {
    const annual = await rows('supplier_concentration', { period_type: 'year', side: 'import' })
    return annual.map(({ importer_iso3: importer, product_code: code, source, year }) => ({
        importer,
        product: code,
        source,
        year: String(year),
    }))
}

const distinct = (all, name) => [...new Set(all.map((one) => one[name]))].sort()

function asked() {
    const text = decodeURIComponent(location.hash.slice(1))
    return text.includes('=') ? Object.fromEntries(new URLSearchParams(text)) : {}
}

const PARTS = ['importer', 'product', 'source', 'year']

/** The nearest to what is wanted that there are data of: part after part, else the page's own pairs, else the ' +
    'newest. */
function settled(all, wanted) {
    const [importer, code] = (facts.pairs[0] ?? '').split('/')
    const preferred = { importer, product: code }
    const chosen = {}
    let left = all
    for (const part of PARTS) {
        const options = distinct(left, part)
        const newest = options[options.length - 1]
        chosen[part] =
            [wanted[part], preferred[part]].find((one) => options.includes(one)) ??
            (part === 'source' ? newestSource(left) : newest)
        left = left.filter((one) => one[part] === chosen[part])
    }
    return chosen
}

function newestSource(all) {
    return [...all].sort((a, b) => b.year.localeCompare(a.year) || b.source.localeCompare(a.source))[0]?.source
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
        fill(
            nav,
            choice('Importer', named(distinct(all, 'importer'), country), chosen.importer, choose('importer')),
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
        )
        changed({ ...chosen, year: Number(chosen.year) })
    }
    show(asked())
}
