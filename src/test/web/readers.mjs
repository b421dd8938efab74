// Reads every report and dimension of a folder with three readers of Parquet in JavaScript, and compares what they give cell
// by cell: hyparquet, parquet-wasm (Rust's parquet, by Arrow) and @dsnp/parquetjs. Exits with 1 where they differ.
//
//   node readers.mjs FOLDER_OF_REPORTS

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import parquetjs from '@dsnp/parquetjs'

const folder = process.argv[2]
const wasm = await import('parquet-wasm/esm')
await wasm.default({ module_or_path: await readFile(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')) })

/** A cell as all readers can give it: numbers, days as ISO text, null. */
function plain(cell, type) {
  if (cell === null || cell === undefined) return null
  if (type === 'date') {
    if (cell instanceof Date) return cell.toISOString().slice(0, 10)
    return new Date(Math.abs(Number(cell)) < 1e6 ? Number(cell) * 86_400_000 : Number(cell)).toISOString().slice(0, 10)
  }
  if (typeof cell === 'bigint') return Number(cell)
  if (cell instanceof Uint8Array) return new TextDecoder().decode(cell)
  return cell
}

const readers = {
  async hyparquet(path) {
    return parquetReadObjects({ file: await asyncBufferFromFile(path) })
  },
  async 'parquet-wasm'(path) {
    const table = tableFromIPC(wasm.readParquet(new Uint8Array(await readFile(path))).intoIPCStream())
    const columns = table.schema.fields.map(field => [field.name, table.getChild(field.name)])
    return Array.from({ length: table.numRows }, (_, row) =>
      Object.fromEntries(columns.map(([name, vector]) => [name, vector.get(row)])))
  },
  async '@dsnp/parquetjs'(path) {
    const reader = await parquetjs.ParquetReader.openFile(path)
    try {
      const cursor = reader.getCursor()
      const rows = []
      for (let row = await cursor.next(); row; row = await cursor.next()) rows.push(row)
      return rows
    } finally {
      await reader.close()
    }
  },
}

const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
const tables = [...manifest.reports, ...manifest.dimensions]
let faults = 0
let cells = 0
for (const table of tables) {
  const schema = JSON.parse(await readFile(join(folder, 'schemas', table.name + '.json'), 'utf8'))
  const path = join(folder, table.path)
  const read = {}
  for (const [name, reader] of Object.entries(readers)) {
    try {
      const rows = await reader(path)
      // A reader that leaves null out of its rows must not hide a column that is missing.
      const missing = schema.fields.filter(field => rows.length && name !== '@dsnp/parquetjs' && !(field.name in rows[0]))
      if (missing.length) throw new Error('no column ' + missing.map(field => field.name).join(', '))
      read[name] = rows.map(row => schema.fields.map(field => plain(row[field.name], field.type)))
    } catch (error) {
      console.error(`${table.name}: ${name} cannot read it: ${error.message}`)
      faults++
    }
  }
  const [first, ...others] = Object.entries(read)
  for (const [name, rows] of Object.entries(read)) {
    if (rows.length !== table.rows) {
      console.error(`${table.name}: ${name} reads ${rows.length} rows instead of ${table.rows}`)
      faults++
    }
  }
  for (const [name, rows] of others) {
    let shown = 0
    for (let r = 0; r < rows.length; r++) {
      for (let c = 0; c < schema.fields.length; c++) {
        cells++
        if (!Object.is(rows[r][c], first[1][r]?.[c]) && shown++ < 3) {
          console.error(`${table.name}, row ${r}, ${schema.fields[c].name}: ${first[0]} ${JSON.stringify(first[1][r]?.[c])}, ${name} ${JSON.stringify(rows[r][c])}`)
          faults++
        }
      }
    }
  }
}
console.log(`${tables.length} tables, ${Object.keys(readers).join(', ')}: ${cells} cells compared, ${faults} faults`)
process.exitCode = faults === 0 && cells > 0 ? 0 : 1
