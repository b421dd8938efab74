// Groups of countries among importers: what they buy, their members buy, too.
import { rows } from './reports.js'

/** Codes of the groups of countries among the importers of a product in a year. */
export async function groupsOf({ source, product: code, year }) {
    const judged = await rows('dependency_criteria', { source, product_code: code, year })
    return new Set(judged.filter((row) => ['bloc', 'group'].includes(row.importer_kind)).map((row) => row.importer_iso3))
}

/** What a caption says of groups: the chosen one stands beside its members, others are left out. */
export function saidOfGroups(groups, importer, leftOut) {
    const chosen = groups.has(importer)
    return (
        (chosen ? '; the chosen group stands beside its members' : '') +
        (leftOut > 0 ? `; ${chosen ? 'other ' : ''}groups of countries are left out beside their members` : '')
    )
}
