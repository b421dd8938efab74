// What is said beside figures by weight.

/** Weights that were made from values say nothing that values do not. */
export const IMPUTED = 'Weights are imputed from values: shares by weight say nothing beyond those by value.'

export const isImputed = (row) => row?.weight_basis === 'imputed'

/** The same of rows of several years. */
export function imputedYears(all) {
    const years = [...new Set(all.filter(isImputed).map((row) => row.year))].sort()
    return years.length === 0
        ? null
        : `Weights of ${years.join(', ')} are imputed from values: they say nothing beyond these.`
}
