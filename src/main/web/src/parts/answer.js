// The first screen: the question's answer in one sentence and one chart.
import { axis, chart, label, legend, limits, whiskers } from '../chart.js'
import { h, visible } from '../dom.js'
import { country, product, productInSentence } from '../facts.js'
import { percent } from '../format.js'
import { figure, quote, withBounds } from '../quote.js'
import { rows } from '../reports.js'
import { figures } from '../table.js'

const MOST = 6

/** What a code's purity means for a reader. */
const PURITY = {
    exact: 'The code holds exactly the goods of its stage.',
    partial: 'The code holds a part of the goods of its stage.',
    proxy: 'The code is a proxy: it holds other goods too.',
    unknown: 'How well the code stands for its goods is not in the reference data.',
}

export async function answer(chosen) {
    if (!chosen) {
        return h('p', {}, 'Open a folder of reports below.')
    }
    const { importer, product: code, source, year } = chosen
    const all = await rows('import_dependency', {
        source,
        importer_iso3: importer,
        product_code: code,
        period_type: 'year',
        year,
    })
    const named = all.filter((row) => row.value_rank !== null).sort((a, b) => a.value_rank - b.value_rank)
    document.title = visible(`${country(importer)}, HS ${code}, ${year}: Lodestone briefing`)
    const title = `${country(importer)}, imports of ${product(code)} (HS ${code}), ${year}`
    if (named.length === 0) {
        return [
            h('h1', {}, `What ${country(importer)} buys from whom in ${year} is not known`),
            h('p', {}, `${title}: ${all[0]?.share_reason ?? 'no rows are in the reports of this page'}.`),
        ]
    }
    const top = named[0]
    const bounded =
        top.value_share_high !== top.value_share
            ? h('span', {}, ' (at most ', figure('import_dependency', top, 'value_share_high'), ')')
            : null
    const lines = await rows('policy_headroom', { source, importer_iso3: importer, product_code: code, year })
    const shown = named.slice(0, MOST)
    return [
        h(
            'h1',
            {},
            `In ${year} `,
            h('bdi', {}, country(importer)),
            ' bought ',
            figure('import_dependency', top, 'value_share'),
            bounded,
            ' of its imports of ',
            h('bdi', {}, productInSentence(code)),
            ' from ',
            h('bdi', {}, country(top.supplier_iso3)),
            ' by value, ',
            ...(top.weight_share === null
                ? ['an unknown part by weight']
                : [figure('import_dependency', top, 'weight_share'), ' by weight']),
            '.',
        ),
        h('p.note', {}, `${source}, ${year}, HS ${code}. ${PURITY[top.code_purity] ?? ''} ${top.code_note ?? ''}`),
        chart({
            says: `${title}: ${shown.map(supplied).join(', ')} by value.`,
            height: 90 + shown.length * 46,
            caption:
                `${title}: the largest suppliers by value, with bounds where suppliers are not named or weights ` +
                `not known.` +
                ` Source: ${source}. A share's lower end is what the source names; its upper end gives the ` +
                `supplier all that is not named.`,
            table: figures(title, 'import_dependency', shown, 'supplier', (row) => country(row.supplier_iso3), [
                'value_share',
                'value_share_high',
                'weight_share',
                'weight_share_low',
                'weight_share_high',
                'value_usd',
                'net_weight_kg',
                'weight_basis',
            ]),
            option: (palette, wide) => drawing(shown, lines, palette, wide),
            picked: ({ dataIndex, seriesName }) =>
                quote('import_dependency', shown[dataIndex], columnOf(seriesName)),
        }),
    ]
}

const supplied = (row) => `${country(row.supplier_iso3)} ${percent(row.value_share)}`

const columnOf = (seriesName) => (seriesName === 'by weight' ? 'weight_share' : 'value_share')

function drawing(shown, lines, palette, wide) {
    const names = shown.map((row) => label(country(row.supplier_iso3)))
    const bars = (name, column) => ({
        type: 'bar',
        name,
        barGap: '10%',
        data: shown.map((row) => row[column]),
        label: {
            show: true,
            position: 'right',
            color: palette.text,
            formatter: ({ value }) => (value === null || value === undefined ? 'not known' : percent(value, 1)),
        },
    })
    const uncertain = shown
        .map((row, place) => [place, row.value_share, row.value_share_high])
        .filter(([, low, high]) => high > low)
    const policy = [...new Map(lines.map((row) => [row.limit_share, row])).values()]
    return {
        legend: legend(palette, { data: ['by value', 'by weight'] }),
        grid: { left: 8, right: wide ? 70 : 62, top: policy.length > 0 ? 28 : 8, bottom: 34, containLabel: true },
        xAxis: axis(palette, {
            type: 'value',
            min: 0,
            max: 1,
            axisLabel: { formatter: (value) => percent(value, 0) },
        }),
        yAxis: axis(palette, {
            type: 'category',
            data: names,
            inverse: true,
            axisLabel: { width: wide ? 190 : 96, overflow: 'truncate' },
        }),
        tooltip: {
            ...{ trigger: 'item', renderMode: 'richText', confine: true },
            formatter: ({ dataIndex, seriesName }) =>
                label(
                    `${country(shown[dataIndex].supplier_iso3)}, ${seriesName}: ` +
                        withBounds('import_dependency', shown[dataIndex], columnOf(seriesName)),
                ),
        },
        series: [
            {
                ...bars('by value', 'value_share'),
                markLine: limits(
                    policy.map((row) => ({
                        at: row.limit_share,
                        name: `limit ${percent(row.limit_share, 0)} by ${row.by_year}`,
                    })),
                    palette,
                    true,
                ),
            },
            bars('by weight', 'weight_share'),
            whiskers(uncertain, true, palette),
        ],
    }
}
