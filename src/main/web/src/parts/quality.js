// What is missing, and how good the data behind the chosen figures are.
import { h } from '../dom.js'
import facts, { count, country, words } from '../facts.js'
import { whole } from '../format.js'
import { figure, keyWords } from '../quote.js'
import { excerpt, lacking, rows } from '../reports.js'
import { run } from '../state.js'
import { figures, table } from '../table.js'

export async function quality(chosen) {
    return [...missing(), ...(chosen ? await behind(chosen) : [])]
}

function missing() {
    const lines = [
        ...Object.entries(run().left_out).map(([name, why]) => [name, `not made: ${why}`]),
        ...Object.entries(run().withheld).map(([name, why]) => [
            name,
            why.made_of
                ? `withheld with ${why.made_of}, which its figures follow from`
                : `withheld: rows break its declaration (${Object.entries(why.broken ?? {})
                      .map(([check, count]) => `${check}: ${count} rows`)
                      .join(', ')})`,
        ]),
        ...facts.reports.map(({ name }) => [name, lacking(name)]).filter(([, why]) => why !== null),
    ]
    return [
        ...(facts.shares_only
            ? [
                  h(
                      'p.warning',
                      {},
                      'Amounts of trade are left out of this page: it carries shares and indices only.',
                  ),
              ]
            : []),
        lines.length === 0
            ? h('p', {}, 'All reports of this program are in this page.')
            : table('Reports that are not here, or not whole', ['report', 'why'], lines),
    ]
}

/** How many rows have each value of a column. */
function tally(all, name) {
    const counts = new Map()
    all.forEach((row) => counts.set(row[name], (counts.get(row[name]) ?? 0) + 1))
    return [...counts].sort((a, b) => b[1] - a[1])
}

const counted = ([reason, count]) => `${count} ${words(reason)}`

/** The data set of reporters' data that a source is of; null where the source does not tell. */
const datasetOf = (source) =>
    source.startsWith('UN Comtrade') ? 'comtrade' : source.startsWith('BACI') ? 'baci' : null

/** What is known of the weights of an importer's purchases, and of how it counts. */
function ofWeights(imports, concentration, dataset) {
    const bases = [...new Set((imports.length > 0 ? imports : [concentration]).map((row) => row?.weight_basis))]
    const counts = [
        ...new Set(
            imports.map(
                (row) =>
                    `${row.import_valuation ? `valued ${row.import_valuation}` : 'valuation not known'}, trade system ` +
                    `${row.import_trade_system ?? 'not known'}`,
            ),
        ),
    ]
    const weighed = imports.filter((row) => typeof row.weight_suspect === 'boolean' && row.weight_basis !== 'none')
    const suspect = weighed.filter((row) => row.weight_suspect).length
    return (
        `weights ${bases.map((one) => words(one ?? 'not known')).join('; ')}; ` +
        `${counts.join('; ') || 'valuation not known'}. ` +
        (dataset === 'comtrade' && weighed.length > 0
            ? `Of ${count(weighed.length, 'named supplier')} ${whole(suspect)} ` +
              `${suspect === 1 ? 'has' : 'have'} a weight that does not fit. `
            : 'Whether single weights fit is not looked at here. ')
    )
}

async function behind({ importer, product: code, source, year }) {
    const where = { importer_iso3: importer, product_code: code }
    const dataset = datasetOf(source)
    const ofData = dataset === null ? {} : { dataset }
    const imports = (
        await rows('import_dependency', { ...where, source, period_type: 'year', year })
    ).filter((row) => row.supplier_role === 'supplier')
    const concentration = await rows('supplier_concentration', { ...where, source, period_type: 'year' })
    const everything = await rows('supplier_concentration', { source, period_type: 'year', side: 'import' }, [
        'concentration_reason',
    ])
    const mirror = await rows('mirror_gap', { ...where, ...ofData, year })
    const reliability = await rows('reporter_reliability', ofData)
    const weights = await rows('unit_value_check', { ...ofData, product_code: code, reporter_iso3: importer })
    const breaks = await rows('series_break', { ...where, ...ofData })
    const reliance = await rows('net_import_reliance', { country_iso3: importer })
    const risk = await rows('supply_risk', { ...where, source })
    // Rows are named by what of their key is not chosen already.
    const chosen = ['source', 'importer_iso3', 'product_code', 'period_type', ...(dataset === null ? [] : ['dataset'])]
    const some = (caption, report, list, first, columns, apart = chosen) =>
        list.length > 0
            ? figures(caption, report, list, first, (row) => keyWords(report, row, apart) || source, columns)
            : null
    const title = `${country(importer)}, HS ${code}`
    const [judged] = await rows('dependency_criteria', { ...where, source, year })
    const without = tally(everything, 'concentration_reason').filter(([reason]) => reason !== null)
    const ofYear = concentration.find((row) => row.year === year)
    return [
        h(
            'p',
            {},
            `${title}, ${year}, ${source}: ${ofWeights(imports, ofYear, dataset)}`,
            'Part of the value whose supplier is not named: ',
            ofYear
                ? figure('supplier_concentration', ofYear, 'unspecified_value_share')
                : judged
                  ? figure('dependency_criteria', judged, 'unspecified_value_share')
                  : 'not known',
            `. This source has ${count(everything.length, 'year')} of imports of one product by one importer` +
                `${excerpt('supplier_concentration') ? ' in this page' : ''}; ` +
                (without.length === 0
                    ? 'each has an index of concentration.'
                    : `these have no index of concentration: ${without.map(counted).join(', ')}.`),
        ),
        some(
            `${title}: what the shares rest on`,
            'supplier_concentration',
            concentration,
            'year',
            [
                'unspecified_value_share',
                'weight_coverage_share',
                'weight_basis',
                'provisional',
                're_import_value_usd',
                'concentration_reason',
            ],
        ),
        some(
            `${title}: do importer and exporter see the same flow?`,
            'mirror_gap',
            mirror,
            'exporter',
            [
                'value_gap',
                'value_ratio',
                'weight_gap',
                'weight_ratio',
                'gap_reason',
                'import_edition',
                'export_edition',
                'import_valuation',
                'export_valuation',
            ],
        ),
        some(
            'Whose figures fit their partners\u2019? By value gap: 0 where both sides agree in full',
            'reporter_reliability',
            reliability,
            'reporter',
            ['value_gap', 'log_ratio_variance', 'flow_count'],
        ),
        some(
            `${title}: weights that do not fit`,
            'unit_value_check',
            weights,
            'partner and period',
            ['unit_value_usd_per_kg', 'history_usd_per_kg', 'market_usd_per_kg', 'suspect_by'],
            [...chosen, 'reporter_iso3'],
        ),
        some(`${title}: breaks of the series`, 'series_break', breaks, 'year', [
            'edition_before',
            'edition_after',
            'jump_ratio',
            'edition_ratio',
            'trade_ratio',
            'relation',
            'break_reason',
        ]),
        some(
            `${country(importer)}: net import reliance as published`,
            'net_import_reliance',
            reliance,
            'commodity and year',
            [
                'reliance',
                'reliance_low',
                'reliance_high',
                'published_reliance',
                'published_agreement',
                'reliance_reason',
            ],
            ['country_iso3'],
        ),
        some(
            `${title}: supply risk`,
            'supply_risk',
            risk,
            'production and year',
            [
                'geopolrisk_score',
                'geopolrisk_score_low',
                'geopolrisk_score_high',
                'import_risk',
                'governance_missing_share',
                'risk_reason',
            ],
        ),
    ]
}
