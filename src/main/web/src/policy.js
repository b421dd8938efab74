// Lines of policy that shares are held against: one for each limit, year and base, with the plans that set it.
import { words } from './facts.js'
import { percent } from './format.js'
import { figures } from './table.js'

const BASES = { imports: 'imports', consumption: 'consumption, for which a share of imports stands as a proxy' }

/**
 * @param {Array<object>} rows of policy_headroom
 * @returns {Array<{at: number, name: string, plan: string, says: string}>} where the line is, its name, and what it is
 */
export function policyLines(rows) {
    const lines = new Map()
    rows.forEach((row) => {
        const key = `${row.limit_share} ${row.by_year} ${row.base}`
        lines.set(key, [...(lines.get(key) ?? []), row])
    })
    return [...lines.values()].map((same) => {
        const { limit_share: at, by_year: year, base } = same[0]
        const plans = [...new Map(same.map((row) => [row.line_id, row.line_note])).entries()]
        const name = `limit ${percent(at, 0)} by ${year}`
        return {
            at,
            name,
            plan: `${plans.map(([id]) => id).join(', ')}: ${percent(at, 0)} by ${year}`,
            says:
                `The line at ${percent(at, 0)} is to be kept from ${year} by a share of ` +
                `${Object.hasOwn(BASES, base) ? BASES[base] : words(base)}: ` +
                plans.map(([id, note]) => `${id} (${note ?? 'no note'})`).join('; '),
        }
    })
}

/**
 * The figures behind the lines; null where there are none.
 *
 * @param {string} caption
 * @param {Array<object>} rows of policy_headroom
 */
export function policyTable(caption, rows) {
    if (rows.length === 0) {
        return null
    }
    return figures(caption, 'policy_headroom', rows, 'line and year', (row) => `${row.line_id}, ${row.year}`, [
        'limit_share',
        'by_year',
        'base',
        'top_supplier_iso3',
        'top_supplier_certain',
        'top_supplier_value_share',
        'top_supplier_value_share_high',
        'headroom',
        'headroom_low',
        'exceeded_result',
        'share_stands_for',
        'headroom_reason',
    ])
}
