// Answers questions in SQL on the reports, apart from the page: one that takes too long is ended with this worker.
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { asyncRow, executeSql } from 'squirreling'
import { parsers, plain, source } from './parquet.js'

/** A report as squirreling reads it: a row group at a time, and of it the columns that the question names. */
async function table(from) {
    const file = source(from)
    const metadata = await parquetMetadataAsync(file)
    const columns = metadata.schema.slice(1).map((one) => one.name)
    const numRows = Number(metadata.num_rows)
    return {
        columns,
        numRows,
        scan({ columns: wanted = columns, signal }) {
            return {
                appliedWhere: false,
                appliedLimitOffset: false,
                async *rows() {
                    let rowStart = 0
                    for (const group of metadata.row_groups) {
                        signal?.throwIfAborted()
                        const rowEnd = rowStart + Number(group.num_rows)
                        const rows =
                            wanted.length === 0
                                ? Array.from({ length: rowEnd - rowStart }, () => ({}))
                                : await parquetReadObjects({
                                      file,
                                      metadata,
                                      columns: wanted,
                                      rowStart,
                                      rowEnd,
                                      parsers,
                                  })
                        for (const row of rows) {
                            for (const name of wanted) {
                                row[name] = plain(row[name])
                            }
                            yield asyncRow(row, wanted)
                        }
                        rowStart = rowEnd
                    }
                },
            }
        },
    }
}

let tables

self.onmessage = async ({ data: { sources, query, most } }) => {
    try {
        tables ??= Object.fromEntries(
            await Promise.all(Object.entries(sources).map(async ([name, from]) => [name, await table(from)])),
        )
        const answer = executeSql({ tables, query })
        const rows = []
        let more = false
        for await (const row of answer.rows()) {
            if (rows.length === most) {
                more = true
                break
            }
            rows.push(await Promise.all(row.columns.map(async (name) => plain(await row.cells[name]()))))
        }
        self.postMessage({ columns: answer.columns, rows, more })
    } catch (error) {
        self.postMessage({ error: String(error.message ?? error) })
    }
}
