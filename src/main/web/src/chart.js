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

/**
 * What stands between two bounds, over a bar or a point of a line.
 *
 * @param {Array<[number, number, number]>} between place on the axis of categories, low, high
 * @param {boolean} lying whether the categories are one below the other
 */
export function whiskers(between, lying, palette, name = 'bounds') {
    return {
        type: 'custom',
        name,
        z: 5,
        itemStyle: { color: palette.bound },
        encode: lying ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
        data: between,
        tooltip: { show: false },
        renderItem(params, api) {
            const at = (value) => (lying ? api.coord([value, api.value(0)]) : api.coord([api.value(0), value]))
            const [low, high] = [at(api.value(1)), at(api.value(2))]
            const cap = (point) =>
                lying
                    ? { x1: point[0], y1: point[1] - 5, x2: point[0], y2: point[1] + 5 }
                    : { x1: point[0] - 5, y1: point[1], x2: point[0] + 5, y2: point[1] }
            const stem = { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }
            const line = (shape, stroke, lineWidth) => ({ type: 'line', shape, style: { stroke, lineWidth } })
            const shapes = [stem, cap(low), cap(high)]
            return {
                type: 'group',
                // A rim in the colour of the page keeps it apart from the bar below.
                children: [
                    ...shapes.map((shape) => line(shape, palette.surface, 4)),
                    ...shapes.map((shape) => line(shape, palette.bound, 1.5)),
                ],
            }
        },
    }
}

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
