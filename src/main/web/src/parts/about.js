// Where the data are from, under whose terms, and how to open a folder of reports.
import { fill, h } from '../dom.js'
import facts from '../facts.js'
import { open } from '../reports.js'
import { NO_STATE, run } from '../state.js'
import { table } from '../table.js'
import { lookup } from './lookup.js'

/** What became of the files that were opened last: the part is made anew when other reports are shown. */
let said = ''

export async function about() {
    return [
        run().sources.length === 0
            ? h('p', {}, 'The reports name no source files.')
            : table(
                  'Sources and their terms',
                  ['publisher', 'terms', 'files'],
                  run().sources.map((one) => [
                      one.publisher,
                      h('span', {}, one.restricted ? h('strong', {}, 'Restricted. ') : null, one.terms),
                      h('span.small', {}, one.files.join(', ')),
                  ]),
              ),
        ...lookup(),
        h('h3', {}, 'Open a folder of reports'),
        h(
            'p',
            {},
            'The page then shows these reports instead of its own, also those that were too large for it. They ' +
                'stay on this computer.',
        ),
        opener('folder', 'The folder', { webkitdirectory: true }),
        opener('files', 'Or single files (report.parquet, manifest.json)', { accept: '.parquet,.json' }),
        h('p.said', { id: 'opened', role: 'status' }, said),
    ]
}

function opener(id, label, attributes) {
    const input = h('input', { type: 'file', id: `open-${id}`, multiple: true, ...attributes })
    input.addEventListener('change', async () => {
        const { taken, refused } = await open([...input.files]).catch((error) => ({
            taken: [],
            refused: [error.message],
        }))
        said = [
            taken.length > 0 ? `Opened: ${taken.join(', ')}.` : 'No report was opened.',
            taken.length > 0 && run().state === NO_STATE
                ? `No manifest.json with a state was among the files: ids carry the state ${NO_STATE}.`
                : null,
            refused.length > 0 ? `Not opened: ${refused.join('; ')}.` : null,
        ]
            .filter(Boolean)
            .join(' ')
        fill(document.getElementById('opened'), h('span', {}, said))
        if (taken.length > 0) {
            document.dispatchEvent(new CustomEvent('reports-opened'))
        }
    })
    return h('p', {}, h('label', { for: `open-${id}` }, `${label}: `), input)
}

/** The last lines: the program and what it is built with. */
export function foot(place) {
    fill(
        place,
        h(
            'details.data',
            {},
            h(
                'summary',
                {},
                `Made by ${facts.program}; this page asks no network. Licences of what it is built with`,
            ),
            h(
                'pre.small',
                {},
                ...document
                    .getElementById('licences')
                    .textContent.split('\n')
                    .map((line) => document.createTextNode(`${line}\n`)),
            ),
        ),
    )
}
