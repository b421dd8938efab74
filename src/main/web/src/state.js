// The run whose reports are shown: the page's own, or that of the folder that the reader opened, by its manifest.
import facts from './facts.js'

/** What ids say where no manifest tells the state. */
export const NO_STATE = '00000000'

let shown = facts

/** Its program, state, state_time, left_out, withheld and sources; what is not known of it is null. */
export const run = () => shown

/** The state of the data that figures' ids name. */
export const current = () => shown.state

/** From now on another run is shown: that of a manifest, null where there is none. */
export function turnTo(manifest) {
    const state = /^[0-9a-f]{8}$/.test(manifest?.state) ? manifest.state : NO_STATE
    shown = {
        program: manifest?.program ?? 'a program that is not told',
        state,
        state_time: manifest?.lake?.state_time ?? null,
        left_out: manifest?.left_out ?? {},
        withheld: manifest?.withheld ?? {},
        sources: manifest ? sources(Array.isArray(manifest.source_files) ? manifest.source_files : []) : [],
    }
}

/** The source files of a manifest under the terms that the page knows for their formats. */
function sources(files) {
    const known = facts.sources.map((one) => ({ ...one, files: [] }))
    const others = {
        publisher: 'not told by the manifest',
        terms: 'Not known to this page: no file of this format is among its own sources.',
        restricted: false,
        formats: [],
        files: [],
    }
    files.forEach(({ name, format }) => (known.find((one) => one.formats.includes(format)) ?? others).files.push(name))
    return [...known, others].filter((one) => one.files.length > 0)
}
