// How the page and its worker read the reports' Parquet.

/** Days as texts such as 2024-01-01: the reports have no times of day. */
export const parsers = { dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10) }

/** Whole numbers arrive as BigInt, which charts and JSON do not know; none of the reports' is beyond 2^53. */
export const plain = (value) => (typeof value === 'bigint' ? Number(value) : value)

/** Bytes as they are; a file of the reader's a slice at a time. */
export const source = (bytesOrFile) =>
    bytesOrFile instanceof Blob
        ? { byteLength: bytesOrFile.size, slice: (start, end) => bytesOrFile.slice(start, end).arrayBuffer() }
        : bytesOrFile
