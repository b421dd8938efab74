// Reads reports: those that the page carries, and those of a folder that the reader opens.
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import facts, { report } from './facts.js'
import { parsers, plain, source } from './parquet.js'

/** Files that the reader opened, by report. */
let opened = new Map()
const cached = new Map()
const packed = new Map()

/** The bytes of a report that the page carries. */
async function bytes(name) {
    if (!packed.has(name)) {
        packed.set(name, await unpacked(document.getElementById(`report-${name}`).textContent))
    }
    return packed.get(name)
}

async function unpacked(text) {
    const raw = atob(text)
    const zipped = new Uint8Array(raw.length)
    for (let i = 0; i < raw.length; i++) {
        zipped[i] = raw.charCodeAt(i)
    }
    return new Response(new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

const plainRow = (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))

const matches = (row, where) =>
    Object.entries(where).every(([name, value]) =>
        Array.isArray(value) ? value.includes(row[name]) : row[name] === value,
    )

const asFilter = (where) =>
    Object.fromEntries(
        Object.entries(where).map(([name, value]) => [
            name,
            Array.isArray(value) ? { $in: value } : { $eq: value },
        ]),
    )

/** Whether the reader opened files: what is not among them is then not taken from the page, whose state is another. */
export const ofFolder = () => opened.size > 0

/** Whether there is a report: in the page, or among the opened files. */
export const has = (name) => (ofFolder() ? opened.has(name) : report(name)?.carried === true)

/** Why a report is not there, or not whole; null where it is. */
export function lacking(name) {
    if (ofFolder()) {
        return opened.has(name) ? null : 'not among the files that were opened'
    }
    const { published, carried, excerpt } = report(name)
    if (!published) {
        // The manifest's own reasons are told.
        return null
    }
    if (!carried) {
        return 'too large for this page: open the reports\u2019 folder below'
    }
    return excerpt ? `an excerpt: ${excerpt}; open the reports\u2019 folder below for all` : null
}

/**
 * Rows of a report; none where the page does not have it.
 *
 * @param {string} name
 * @param {object} where values, or lists of them, by column
 */
export async function rows(name, where = {}) {
    if (!has(name)) {
        return []
    }
    if (ofFolder()) {
        const read = await Promise.all(
            opened.get(name).map((file) =>
                parquetReadObjects({
                    file: source(file),
                    parsers,
                    ...(Object.keys(where).length > 0 ? { filter: asFilter(where) } : {}),
                }),
            ),
        )
        return read.flat().map(plainRow)
    }
    if (!cached.has(name)) {
        cached.set(name, (await parquetReadObjects({ file: await bytes(name), parsers })).map(plainRow))
    }
    return cached.get(name).filter((row) => matches(row, where))
}

/** What the worker for SQL reads from: bytes or files, by report. */
export async function sources() {
    const all = {}
    for (const { name } of facts.reports.filter((one) => has(one.name))) {
        all[name] = ofFolder() ? opened.get(name) : [await bytes(name)]
    }
    return all
}

/**
 * Takes the reports from files of a folder instead of the page.
 *
 * @param {File[]} files
 * @returns {Promise<{taken: string[], refused: string[], state: string|null}>} names that were taken, what was not and
 *     why, and the state that the folder's manifest names
 */
export async function open(files) {
    const found = new Map()
    const refused = []
    let state = null
    for (const file of files) {
        const path = (file.webkitRelativePath || file.name).split('/')
        // A large report is a folder with a file a year.
        const part = path.find((one) => one.endsWith('.parquet'))
        const name = part?.slice(0, -'.parquet'.length)
        if (file.name === 'manifest.json') {
            state = await stateOf(file, refused)
        } else if (name && !path.some((one) => one.startsWith('.'))) {
            const known = report(name)
            if (!known) {
                refused.push(`${file.name}: no report of this program has this name`)
                continue
            }
            try {
                const { schema } = await parquetMetadataAsync(source(file))
                const present = new Set(schema.slice(1).map((one) => one.name))
                const missing = known.key.filter((one) => !present.has(one))
                if (missing.length > 0) {
                    refused.push(`${file.name}: its columns ${missing.join(', ')} are missing`)
                    continue
                }
                found.set(name, [...(found.get(name) ?? []), file])
            } catch (error) {
                refused.push(`${file.name}: cannot be read as Parquet (${error.message})`)
            }
        }
    }
    if (found.size > 0) {
        opened = found
    }
    return { taken: [...found.keys()].sort(), refused, state }
}

async function stateOf(manifest, refused) {
    try {
        const { state } = JSON.parse(await manifest.text())
        return /^[0-9a-f]{8}$/.test(state) ? state : null
    } catch (error) {
        refused.push(`manifest.json: is not JSON (${error.message})`)
        return null
    }
}
