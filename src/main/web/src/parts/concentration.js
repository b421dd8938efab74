// How concentrated purchases are, against the thresholds of the EU's and CEPII's criteria.
import { axis, chart, label, limits, whiskers } from '../chart.js'
import { h } from '../dom.js'
import { column, country, goods, words } from '../facts.js'
import { groupsOf, saidOfGroups } from '../groups.js'
import { policyTable } from '../policy.js'
import { quote, withBounds } from '../quote.js'
import { excerpt, rows } from '../reports.js'
import { figures } from '../table.js'
import { imputedYears } from '../weights.js'

const MOST = 12

/** The larger end is that of the index's lower bound. */
const EFFECTIVE = ['effective_suppliers_low', ['effective_suppliers', 'effective suppliers, at most']]

/** The threshold that a distance is measured from, as its declared formula has it. */
function threshold(distance) {
    const found = /-\s*([0-9.]+)\s*$/.exec(column('dependency_criteria', distance)?.formula ?? '')
    return found ? Number(found[1]) : null
}

export async function concentration(chosen) {
    if (!chosen) {
        return []
    }
    const { importer, product: code, source, year } = chosen
    const all = await rows('supplier_concentration', { source, product_code: code, period_type: 'year', year })
    const groups = await groupsOf(chosen)
    const beside = (row) => row.importer_iso3 === importer || !groups.has(row.importer_iso3)
    const ofYear = all.filter((row) => row.value_hhi !== null)
    const imports = all.filter((row) => row.side === 'import')
    const drawnOnes = imports.filter((row) => row.value_hhi !== null && beside(row))
    const without = imports.filter((row) => row.value_hhi === null && beside(row)).length
    const left = imports.filter((row) => row.value_hhi !== null && !beside(row)).length
    const own = await rows('supplier_concentration', {
        source,
        importer_iso3: importer,
        product_code: code,
        period_type: 'year',
    })
    const criteria = await rows('dependency_criteria', { source, importer_iso3: importer, product_code: code })
    const headroom = await rows('policy_headroom', { source, importer_iso3: importer, product_code: code })
    const imputed = imputedYears(own)
    return [
        ...drawn(drawnOnes, without, saidOfGroups(groups, importer, left), chosen),
        ...world(
            ofYear.filter((row) => row.side === 'export'),
            chosen,
        ),
        own.length > 0
            ? figures(
                  `${country(importer)}, concentration of imports of HS ${code}`,
                  'supplier_concentration',
                  own,
                  'year',
                  (row) => String(row.year),
                  [
                      'value_hhi',
                      'value_hhi_low',
                      'value_hhi_high',
                      'weight_hhi',
                      'weight_hhi_low',
                      'weight_hhi_high',
                      'weight_basis',
                      ...EFFECTIVE,
                      'top_supplier_iso3',
                      'top_supplier_certain',
                      'top_supplier_value_share',
                      'top_supplier_value_share_high',
                      'top3_value_share',
                      'unspecified_value_share',
                      'concentration_reason',
                  ],
              )
            : null,
        imputed === null ? null : h('p.small', {}, imputed),
        ...judged(criteria, chosen),
        policyTable(`${country(importer)}, distance to policy lines for HS ${code}`, headroom),
    ]
}

/** The criteria; those that only a group of countries can meet are shown of groups alone. */
function judged(criteria, { importer, product: code }) {
    if (criteria.length === 0) {
        return []
    }
    const bloc = criteria.some((row) => row.importer_kind === 'bloc')
    return [
        figures(
            `${country(importer)}, criteria of strategic dependency for HS ${code}`,
            'dependency_criteria',
            criteria,
            'year',
            (row) => String(row.year),
            [
                ...(bloc ? ['members', 'members_in_data', 'members_joined', 'criteria_reason', 'eu_criteria_result'] : []),
                'cdi1_hhi',
                'cdi1_hhi_high',
                'cdi1_result',
                ...(bloc ? ['cdi2_share', 'cdi2_share_high', 'cdi2_result'] : []),
                'cdi3_ratio',
                'cdi3_ratio_high',
                'cdi3_result',
                'world_export_hhi',
                'world_export_hhi_low',
                'world_export_hhi_high',
                'world_export_result',
                'geodep_result',
                'geodep_persistent_result',
                ...(bloc ? [] : ['criteria_reason']),
            ],
        ),
    ]
}

/** The world's exporters are not held against the importer's threshold. */
function world(exporters, { product: code, year }) {
    if (exporters.length === 0) {
        return []
    }
    return [
        figures(
            `The world\u2019s exporters of HS ${code}, ${year}`,
            'supplier_concentration',
            exporters,
            'year',
            (row) => String(row.year),
            [
                'value_hhi',
                'value_hhi_low',
                'value_hhi_high',
                'top_supplier_iso3',
                'top_supplier_certain',
                'world_coverage',
            ],
        ),
    ]
}

function drawn(ofYear, without, groups, { importer, product: code, source, year }) {
    const sorted = [...ofYear].sort(
        (a, b) => b.value_hhi - a.value_hhi || a.importer_iso3.localeCompare(b.importer_iso3),
    )
    const others = sorted.filter((row) => row.importer_iso3 !== importer)
    const shown = [...sorted.filter((row) => row.importer_iso3 === importer), ...others].slice(0, MOST)
    const left = sorted.length - shown.length
    if (shown.length === 0) {
        return [h('p', {}, `No index of concentration of HS ${code} in ${year} is known.`)]
    }
    const name = (row) => country(row.importer_iso3)
    const hhi = (row) => withBounds('supplier_concentration', row, 'value_hhi')
    const at = threshold('cdi1_distance')
    const title = `Concentration (HHI, 0 to 1) of the suppliers of ${goods(code)} by value, ${year}`
    return [
        chart({
            says: `${title}: ${shown.map((row) => `${name(row)} ${hhi(row)}`).join(', ')}.`,
            height: 60 + shown.length * 30,
            caption:
                `${title}. Source: ${source}. ` +
                `${at === null ? '' : `Above ${at} the first of the EU's criteria of strategic dependency holds. `}` +
                `${shown[0].importer_iso3 === importer ? `${country(importer)} first, then the other ` : 'The '}` +
                `${left > 0 ? `most concentrated, ${left} more left out` : 'importers in the order of their index'}` +
                `${excerpt('supplier_concentration') ? ', of those in this page' : ''}${groups}` +
                `${without > 0 ? `; ${without} without an index are not drawn` : ''}.` +
                ' Lines are bounds: suppliers that are not named are many small ones, or the largest.',
            table: figures(title, 'supplier_concentration', shown, 'importer', name, [
                'value_hhi',
                'value_hhi_low',
                'value_hhi_high',
                'top_supplier_value_share',
                'top_supplier_value_share_high',
                'top3_value_share',
                ...EFFECTIVE,
                'unspecified_value_share',
            ]),
            picked: ({ dataIndex }) => quote('supplier_concentration', shown[dataIndex], 'value_hhi'),
            option: (palette) => ({
                grid: { left: 8, right: 48, top: at === null ? 8 : 28, bottom: 8, containLabel: true },
                xAxis: axis(palette, { type: 'value', min: 0, max: 1 }),
                yAxis: axis(palette, {
                    type: 'category',
                    inverse: true,
                    data: shown.map((row) => label(name(row))),
                }),
                tooltip: {
                    renderMode: 'richText',
                    confine: true,
                    formatter: ({ dataIndex }) =>
                        label(
                            `${name(shown[dataIndex])}: ${hhi(shown[dataIndex])}`,
                        ),
                },
                series: [
                    {
                        type: 'bar',
                        name: words('value_hhi'),
                        data: shown.map((row) => row.value_hhi),
                        ...(at === null
                            ? {}
                            : { markLine: limits([{ at, name: `threshold ${at}` }], palette, true) }),
                    },
                    whiskers(
                        shown.map((row, place) => [
                            place,
                            row.value_hhi_low ?? row.value_hhi,
                            row.value_hhi_high ?? row.value_hhi,
                        ]),
                        true,
                        palette,
                        {
                            ends: shown.map((row) => row.value_hhi),
                            texts: shown.map((row) => row.value_hhi.toFixed(3)),
                        },
                    ),
                ],
            }),
        }),
    ]
}
