// Reads reports: those that the page carries, and those of a folder that the reader opens.
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import facts, { report } from './facts.js'
import { parsers, plain, source } from './parquet.js'
import { turnTo } from './state.js'

const MOST_HASHED = 256 * 1024 * 1024

/** What the reader opened, by report: its file, and declared columns that it does not have. */
let opened = new Map()
/** Rows that were read, by report, and of opened files by columns and condition, too. */
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

/** Whether a column is declared, but not in the files that were opened. */
export const lacks = (reportName, name) => opened.get(reportName)?.missing.includes(name) === true

/** Why a report is not there, or not whole; null where it is. */
export function lacking(name) {
    if (ofFolder()) {
        const missing = opened.get(name)?.missing ?? []
        if (!opened.has(name)) {
            return 'not among the files that were opened'
        }
        return missing.length > 0 ? `without its columns ${missing.join(', ')}` : null
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

/** What a page has of a report, where that is not all of it; null where it is. */
export const excerpt = (name) => (ofFolder() ? null : (report(name)?.excerpt ?? null))

/** That there are no rows: in this page, or at all. */
export function noRows(name, what) {
    if (!has(name)) {
        return `${what} is not in this page: ${lacking(name) ?? `${name} was not made`}.`
    }
    return excerpt(name)
        ? `${what} is not in this page, which has an excerpt of ${name} only (${excerpt(name)}).`
        : `The report ${name} has nothing of ${what.replace(/^[A-Z](?=[a-z])/, (one) => one.toLowerCase())}.`
}

/**
 * Rows of a report; none where the page does not have it.
 *
 * @param {string} name
 * @param {object} where values, or lists of them, by column
 * @param {string[]|null} columns that are needed of opened files, which may be large; null for all
 */
export async function rows(name, where = {}, columns = null) {
    if (!has(name)) {
        return []
    }
    if (ofFolder()) {
        const { missing } = opened.get(name)
        if (Object.keys(where).some((one) => missing.includes(one))) {
            return []
        }
        // Rows of some columns are few bytes, and asked for again with each choice.
        const key = JSON.stringify([name, where, columns])
        if (!columns) {
            return readOpened(name, where, null)
        }
        if (!cached.has(key)) {
            cached.set(key, await readOpened(name, where, columns))
        }
        return cached.get(key)
    }
    if (!cached.has(name)) {
        cached.set(name, (await parquetReadObjects({ file: await bytes(name), parsers })).map(plainRow))
    }
    return cached.get(name).filter((row) => matches(row, where))
}

async function readOpened(name, where, columns) {
    const { file, missing } = opened.get(name)
    const present = (one) => !missing.includes(one)
    const read = await parquetReadObjects({
        file: source(file),
        parsers,
        ...(columns ? { columns: [...new Set([...columns, ...Object.keys(where)])].filter(present) } : {}),
        ...(Object.keys(where).length > 0 ? { filter: asFilter(where) } : {}),
    })
    // What is not there is not known, and never counted with.
    const absent = Object.fromEntries(missing.map((one) => [one, null]))
    return read.map((row) => ({ ...absent, ...plainRow(row) }))
}

/** What the worker for SQL reads from: bytes or a file, by report. */
export async function sources() {
    const all = {}
    for (const { name } of facts.reports.filter((one) => has(one.name))) {
        all[name] = ofFolder() ? opened.get(name).file : await bytes(name)
    }
    return all
}

const pathOf = (file) => (file.webkitRelativePath || file.name).split('/')

/** The folder that a file lies in. */
const folderOf = (file) => pathOf(file).slice(0, -1).join('/')

/**
 * Takes the reports from files of one run instead of the page; from none where they are of several.
 *
 * @param {File[]} files
 * @returns {Promise<{taken: string[], refused: string[]}>} names that were taken, and what was not and why
 */
export async function open(files) {
    const ofRun = files.filter(
        (file) =>
            !pathOf(file).some((one) => one.startsWith('.')) &&
            (file.name === 'manifest.json' || file.name.endsWith('.parquet')),
    )
    const manifests = ofRun.filter((file) => file.name === 'manifest.json')
    const folders = [...new Set((manifests.length > 0 ? manifests : ofRun).map(folderOf))].sort()
    if (folders.length > 1 || manifests.length > 1) {
        const runs = folders.map((one) => one || 'the chosen files').join(', ')
        return { taken: [], refused: [`reports of several runs (${runs}): open one of these folders`] }
    }
    const refused = []
    const manifest = manifests.length > 0 ? await parsedManifest(manifests[0], refused) : null
    const found = new Map()
    for (const file of ofRun.filter((one) => one.name !== 'manifest.json')) {
        const why = folderOf(file) === folders[0] ? await refusal(file, manifest, found) : 'is not of this run'
        if (why) {
            refused.push(`${file.name}: ${why}`)
        }
    }
    // A manifest that cannot be read tells no state, and its reports may be any.
    if (found.size > 0 && (manifests.length === 0 || manifest)) {
        turnTo(manifest)
        opened = found
        cached.clear()
        return { taken: [...found.keys()].sort(), refused }
    }
    return { taken: [], refused }
}

/** Adds a report's file to those that were found; why it cannot be taken, null where it can. */
async function refusal(file, manifest, found) {
    const name = file.name.slice(0, -'.parquet'.length)
    const known = report(name)
    if (!known) {
        return 'no report of this program has this name'
    }
    let sha256 = null
    if (manifest) {
        const all = Array.isArray(manifest.reports) ? manifest.reports : []
        const listed = all.find((one) => one.name === name && one.path === file.name)
        if (!listed) {
            return 'the manifest does not list it'
        }
        sha256 = typeof listed.sha256 === 'string' ? listed.sha256 : listed.sha256?.[file.name]
    }
    try {
        if (await differs(file, sha256)) {
            return 'it is not the file that the manifest lists: it was changed, or is of another run'
        }
        const { schema } = await parquetMetadataAsync(source(file))
        const present = new Set(schema.slice(1).map((one) => one.name))
        const missing = known.columns.map((one) => one.name).filter((one) => !present.has(one))
        const keys = missing.filter((one) => known.key.includes(one))
        if (keys.length > 0) {
            return `its columns ${keys.join(', ')} are missing`
        }
        found.set(name, { file, missing })
        return null
    } catch (error) {
        return `cannot be read as Parquet (${error.message})`
    }
}

/** Whether a file has another SHA-256; of files too large to be read at once it is not looked at. */
async function differs(file, sha256) {
    if (!sha256 || !globalThis.crypto?.subtle || file.size > MOST_HASHED) {
        return false
    }
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
    return [...digest].map((one) => one.toString(16).padStart(2, '0')).join('') !== sha256
}

async function parsedManifest(file, refused) {
    try {
        const manifest = JSON.parse(await file.text())
        if (manifest !== null && typeof manifest === 'object') {
            return manifest
        }
        refused.push('manifest.json: is no manifest')
    } catch (error) {
        refused.push(`manifest.json: is not JSON (${error.message})`)
    }
    return null
}
