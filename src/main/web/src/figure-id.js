// The name of one published figure, as org.lodestone.report.FigureId makes it: a test holds the two equal.
import { column, report } from './facts.js'

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n
    for (let bit = 0; bit < 8; bit++) {
        value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    }
    return value
})

function crc32(bytes) {
    let crc = 0xffffffff
    for (const byte of bytes) {
        crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]
    }
    return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
}

/** The bytes of a figure of a column's type that its checksum is made of. */
function bytesOf(value, type) {
    if (value === null || value === undefined) {
        return new Uint8Array(0)
    }
    const eight = new DataView(new ArrayBuffer(8))
    switch (type) {
        case 'DOUBLE':
            eight.setFloat64(0, value + 0)
            return new Uint8Array(eight.buffer)
        case 'INT':
        case 'BIGINT':
            eight.setBigInt64(0, BigInt(value))
            return new Uint8Array(eight.buffer)
        case 'BOOLEAN':
            return Uint8Array.of(value ? 1 : 0)
        default:
            return new TextEncoder().encode(String(value))
    }
}

/** A number as Java writes it: 1.0 where JavaScript writes 1. */
function javaNumber(value) {
    const size = Math.abs(value)
    if (value !== 0 && (size < 1e-3 || size >= 1e7)) {
        const [digits, power] = value.toExponential().split('e')
        return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(power)}`
    }
    return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value)
}

/** A value of a key as an id writes it. */
function written(value, type) {
    if (value === null || value === undefined) {
        return ''
    }
    const text = (type === 'DOUBLE' ? javaNumber(value) : String(value)).replaceAll(' ', '_')
    return [...new TextEncoder().encode(text)]
        .map((byte) => {
            const one = String.fromCharCode(byte)
            return /[A-Za-z0-9._-]/.test(one) ? one : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
        })
        .join('')
}

const FORM =
    /([a-z][a-z0-9_]*)\/((?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2}|\/)*)\/([a-z][a-z0-9_]*)@([0-9a-f]{8})~([0-9a-f]{8})/

/** The parts of an id that a text holds; null for none. */
export function parsed(text) {
    const found = FORM.exec(text)
    return found && { report: found[1], key: found[2], column: found[3], state: found[4], checksum: found[5] }
}

/** The key of a row as ids write it. */
export const keyOf = (reportName, row) =>
    report(reportName)
        .key.map((part) => written(row[part], column(reportName, part).type))
        .join('/')

/** The id of a figure: a row of a report, one of its columns, and the state of the data. */
export function figureId(reportName, row, name, state) {
    const checksum = crc32(bytesOf(row[name], column(reportName, name).type))
    return `${reportName}/${keyOf(reportName, row)}/${name}@${state}~${checksum}`
}
