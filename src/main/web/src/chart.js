// Charts: drawn by ECharts as SVG in the colours of the page, each with a caption and its figures as a table.
import { BarChart, CustomChart, LineChart, SankeyChart } from 'echarts/charts'
import {
    AriaComponent,
    GridComponent,
    LegendComponent,
    MarkLineComponent,
    TooltipComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { h, visible } from './dom.js'

use([
    AriaComponent,
    BarChart,
    CustomChart,
    GridComponent,
    LegendComponent,
    LineChart,
    MarkLineComponent,
    SankeyChart,
    SVGRenderer,
    TooltipComponent,
])

const LIGHT = {
    text: '#1d2733',
    soft: '#51606f',
    line: '#c3ccd5',
    surface: '#ffffff',
    series: ['#1f5f99', '#c2570c', '#2b7a4b', '#7a3f98', '#8a6d00', '#50616f'],
    bound: '#1d2733',
    limit: '#b3261e',
}
const DARK = {
    text: '#e8edf2',
    soft: '#aab6c2',
    line: '#43505c',
    surface: '#171d24',
    series: ['#7fb8ee', '#f2a25c', '#7ecb9a', '#c9a0e0', '#dcc15a', '#a9b7c4'],
    bound: '#e8edf2',
    limit: '#ff9a8f',
}

const dark = matchMedia('(prefers-color-scheme: dark)')
const printing = matchMedia('print')
const colours = () => (dark.matches && !printing.matches ? DARK : LIGHT)

/** What is drawn now, to be drawn anew in other colours. */
const drawn = new Set()
const redraw = () => drawn.forEach((one) => one.draw())
dark.addEventListener('change', redraw)
printing.addEventListener('change', redraw)

/** Texts that are not the chart's own must not steer the rich text of labels. */
export const label = (text) => visible(text).replace(/[{}|]/g, ' ')

/** The bars of a pair and the gap around it, as parts of their category's room; whiskers stand on the same places. */
export const PAIR = { barGap: '10%', barCategoryGap: '30%' }
const HALF_A_PAIR = (0.7 / 2.1) * 0.55
export const UPPER = -HALF_A_PAIR
export const LOWER = HALF_A_PAIR

/**
 * What stands between two bounds, over a bar or a point of a line, and what is written beside it.
 *
 * @param {Array<[number, number|null, number|null]>} between place on the axis of categories, low, high; or null
 * @param {boolean} lying whether the categories are one below the other
 * @param {object} more
 * @param {string} more.name of a series that it is shown with
 * @param {number} more.shift across the categories, as a part of the room of one
 * @param {Array<string>} more.texts written after the line, or where it would end
 * @param {number[]} more.ends where the texts may start at the earliest, such as at the ends of bars
 * @param {object} more.axes other axes than the first ones
 */
export function whiskers(between, lying, palette, { name = 'bounds', shift = 0, texts, ends, axes } = {}) {
    return {
        type: 'custom',
        name,
        z: 5,
        silent: true,
        ...axes,
        itemStyle: { color: palette.bound },
        encode: lying ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
        data: between.map(([place, low, high]) => [place, low ?? 0, high ?? 0]),
        tooltip: { show: false },
        renderItem(params, api) {
            const [place, low, high] = between[params.dataIndex]
            const aside = shift === 0 ? 0 : shift * api.size([1, 1])[lying ? 1 : 0]
            const at = (value) => {
                const [x, y] = lying ? api.coord([value, place]) : api.coord([place, value])
                return lying ? [x, y + aside] : [x + aside, y]
            }
            const text = texts?.[params.dataIndex]
            return {
                type: 'group',
                children: [
                    ...(known(low) && known(high) && high > low ? line(at(low), at(high), lying, palette) : []),
                    ...(text
                        ? [beside(text, at(Math.max(high ?? 0, ends?.[params.dataIndex] ?? 0)), palette)]
                        : []),
                ],
            }
        },
    }
}

const known = (value) => typeof value === 'number'

function line(low, high, lying, palette) {
    const cap = (point) =>
        lying
            ? { x1: point[0], y1: point[1] - 5, x2: point[0], y2: point[1] + 5 }
            : { x1: point[0] - 5, y1: point[1], x2: point[0] + 5, y2: point[1] }
    const stem = { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }
    const drawn = (shape, stroke, lineWidth) => ({ type: 'line', shape, style: { stroke, lineWidth } })
    const shapes = [stem, cap(low), cap(high)]
    // A rim in the colour of the page keeps it apart from the bar below.
    return [
        ...shapes.map((shape) => drawn(shape, palette.surface, 4)),
        ...shapes.map((shape) => drawn(shape, palette.bound, 1.5)),
    ]
}

const beside = (text, [x, y], palette) => ({
    type: 'text',
    style: { text: label(text), x: x + 6, y, fill: palette.text, fontSize: 12, verticalAlign: 'middle' },
})

function common(palette) {
    return {
        animation: false,
        color: palette.series,
        textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 13, color: palette.text },
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        tooltip: {
            renderMode: 'richText',
            confine: true,
            backgroundColor: palette.surface,
            borderColor: palette.line,
            textStyle: { color: palette.text, fontSize: 13 },
        },
    }
}

/** Axes in the colours of the page. */
export function axis(palette, more) {
    return {
        axisLine: { lineStyle: { color: palette.line } },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
        nameTextStyle: { color: palette.soft },
        ...more,
        axisLabel: { color: palette.text, ...more?.axisLabel },
    }
}

/** A line that figures are held against, with its name on it. */
export function limits(lines, palette, lying) {
    return {
        silent: true,
        symbol: 'none',
        lineStyle: { color: palette.limit, type: 'dashed', width: 1.5 },
        // The lying charts count their categories from the top, where the line then starts.
        label: { color: palette.limit, fontSize: 12, position: lying ? 'start' : 'insideEndTop' },
        data: lines.map(({ at, name }) => ({
            [lying ? 'xAxis' : 'yAxis']: at,
            label: { formatter: () => label(name) },
        })),
    }
}

/** A legend below the chart. */
export const legend = (palette, more) => ({ bottom: 0, type: 'plain', textStyle: { color: palette.text }, ...more })

let first = true

/**
 * A chart.
 *
 * @param {object} spec
 * @param {string} spec.says what it shows, for those who do not see it
 * @param {number} spec.height in pixels
 * @param {(palette: object, wide: boolean) => object} spec.option of ECharts
 * @param {Node|string} spec.caption
 * @param {Node} spec.table of its figures
 * @param {(params: object) => void} spec.picked what a click on a mark of it does
 */
export function chart({ says, height, option, caption, table, picked }) {
    const node = h('div.chart', { role: 'img', 'aria-label': visible(says), style: `height:${height}px` })
    let instance = null
    const one = {
        draw() {
            const palette = colours()
            instance.setOption(
                { ...common(palette), ...option(palette, node.clientWidth > 560) },
                { notMerge: true },
            )
            instance.getZr().flush()
            // On paper the drawing takes the width that there is.
            const svg = node.querySelector('svg')
            svg.setAttribute('viewBox', `0 0 ${instance.getWidth()} ${instance.getHeight()}`)
        },
        end() {
            instance.dispose()
            drawn.delete(one)
        },
    }
    const observer = new ResizeObserver(() => {
        if (!node.isConnected) {
            // Another chart took its place.
            observer.disconnect()
            if (instance) {
                one.end()
            }
            return
        }
        if (node.clientWidth === 0) {
            return
        }
        if (!instance) {
            instance = init(node, null, { renderer: 'svg', width: node.clientWidth, height })
            if (picked) {
                instance.on('click', picked)
            }
            drawn.add(one)
            one.draw()
            if (first) {
                first = false
                document.documentElement.dataset.firstChart = String(Math.round(performance.now()))
            }
        } else if (node.clientWidth !== instance.getWidth()) {
            instance.resize({ width: node.clientWidth })
            one.draw()
        }
    })
    observer.observe(node)
    return h(
        'div.charted',
        {},
        h('figure', {}, node, h('figcaption', {}, caption)),
        table ? h('details.data', {}, h('summary', {}, 'Figures of this chart'), table) : null,
    )
}
