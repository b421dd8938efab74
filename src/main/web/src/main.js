// The page: its choices, and its parts one after the other, the answer first.
import { offer } from './choices.js'
import { fill, h } from './dom.js'
import { about, foot } from './parts/about.js'
import { answer } from './parts/answer.js'
import { ask } from './parts/ask.js'
import { chain } from './parts/chain.js'
import { claims } from './parts/claims.js'
import { concentration } from './parts/concentration.js'
import { disruption } from './parts/disruption.js'
import { path } from './parts/path.js'
import { quality } from './parts/quality.js'
import { suppliers } from './parts/suppliers.js'
import { ofFolder } from './reports.js'
import { run } from './state.js'

/** Parts that follow what is chosen, and others; each gives its content, or nothing to say. */
const PARTS = [
    { id: 'answer', title: 'The answer', of: answer, chosen: true },
    { id: 'suppliers', title: 'Who supplies whom', of: suppliers, chosen: true },
    { id: 'concentration', title: 'Concentration and thresholds', of: concentration, chosen: true },
    { id: 'chain', title: 'From mine to product', of: chain, chosen: true },
    { id: 'disruption', title: 'What breaks first', of: disruption, chosen: true },
    { id: 'path', title: 'The path to the target', of: path, chosen: false },
    { id: 'claims', title: 'Published claims', of: claims, chosen: false },
    { id: 'quality', title: 'What is missing, and how good the data are', of: quality, chosen: true },
    { id: 'ask', title: 'Ask in SQL', of: ask, chosen: false },
    { id: 'about', title: 'Sources, terms and files', of: about, chosen: false },
]

const places = new Map()

function frame() {
    const masthead = document.getElementById('masthead')
    fill(masthead, h('p.brand', {}, 'Lodestone briefing'), h('p.state', {}, ...stateLine()))
    const parts = document.getElementById('parts')
    fill(
        parts,
        ...PARTS.map(({ id, title }) => {
            const body = h('div.body', { 'aria-busy': 'true' })
            places.set(id, body)
            return id === 'answer'
                ? h('section', { id, 'aria-label': title }, body)
                : h(
                      'section',
                      { id, 'aria-labelledby': `${id}-title` },
                      h('h2', { id: `${id}-title` }, title),
                      body,
                  )
        }),
    )
    const contents = h(
        'nav.contents',
        { 'aria-label': 'Parts of this page' },
        h(
            'ul',
            {},
            PARTS.slice(1).map(({ id, title }) => h('li', {}, h('a', { href: `#${id}` }, title))),
        ),
    )
    document.getElementById('answer').after(contents)
    foot(document.getElementById('foot'))
}

function stateLine() {
    const { program, state, state_time: time } = run()
    const day = /^\d{4}-\d{2}-\d{2}/.exec(time ?? '')?.[0] ?? 'an unknown day'
    return [
        `${ofFolder() ? 'Reports of the opened files, data' : 'Data'} loaded by ${day}, state `,
        h('code', {}, state),
        `, ${program}. Click on any figure to quote it.`,
    ]
}

/** Lets the browser draw before the next part is made. */
const breath = () => new Promise((go) => setTimeout(go))

let turn = 0

async function show(parts, chosen) {
    const mine = ++turn
    for (const { id, of, title } of parts) {
        const place = places.get(id)
        try {
            const content = await of(chosen)
            if (mine !== turn) {
                return
            }
            fill(place, ...[content].flat().filter((one) => one !== null))
        } catch (error) {
            if (mine !== turn) {
                return
            }
            fill(place, h('p.failed', {}, `${title} cannot be shown: ${error.message}`))
        }
        place.removeAttribute('aria-busy')
        await breath()
    }
    document.documentElement.dataset.ready = 'true'
}

/** Shows everything, with what is chosen now; anew when the reader opens other reports. */
export async function start() {
    let before = false
    delete document.documentElement.dataset.ready
    const choices = document.getElementById('choices')
    try {
        await offer(choices, (chosen) => {
            delete document.documentElement.dataset.ready
            show(before ? PARTS.filter((part) => part.chosen) : PARTS, chosen)
            before = true
        })
    } catch (error) {
        // Nothing of other reports may stay to be read as if it were of these.
        turn++
        fill(choices, h('p.failed', {}, `The reports cannot be shown: ${error.message}`))
        places.forEach((place) => fill(place))
        fill(places.get('about'), ...(await about()))
        document.documentElement.dataset.ready = 'true'
    }
}

frame()
document.addEventListener('reports-opened', () => {
    fill(document.querySelector('.state'), ...stateLine())
    start()
})
start()
