// Builds the page's script, worker and style into the resources of the Java program, always with the same bytes.
//
//   node build.mjs            writes them
//   node build.mjs --check    fails where those that are committed differ
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '../resources/org/lodestone/briefing')
const bundled = ['echarts', 'hyparquet', 'squirreling', 'tslib', 'zrender']

const read = (...path) => readFileSync(join(here, ...path), 'utf8')

async function script(entry) {
    const result = await build({
        entryPoints: [join(here, 'src', entry)],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: 'es2022',
        charset: 'ascii',
        legalComments: 'none',
        define: { 'process.env.NODE_ENV': '"production"' },
        absWorkingDir: here,
        logLevel: 'warning',
    })
    // In a page a script ends at its first end tag, also within a text.
    return result.outputFiles[0].text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
}

async function style() {
    const result = await build({
        entryPoints: [join(here, 'style.css')],
        minify: true,
        write: false,
        charset: 'ascii',
        absWorkingDir: here,
        logLevel: 'warning',
    })
    return result.outputFiles[0].text
}

function licences() {
    return bundled
        .map((name) => {
            const { version, license } = JSON.parse(read('node_modules', name, 'package.json'))
            const file = name === 'tslib' ? 'LICENSE.txt' : 'LICENSE'
            const notice = name === 'echarts' ? read('node_modules', name, 'NOTICE') : ''
            return `==== ${name} ${version} (${license}) ====\n\n${notice}${read('node_modules', name, file)}`
        })
        .join('\n\n')
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex')

const files = {
    'page.html': read('page.html'),
    'page.css': await style(),
    'page.js': await script('main.js'),
    'worker.js': await script('worker.js'),
    'LICENSES.txt': licences(),
}
const hashed = { ...files, 'package-lock.json': read('package-lock.json') }
files['SHA256SUMS'] = Object.keys(hashed)
    .sort()
    .map((name) => `${sha256(hashed[name])}  ${name}\n`)
    .join('')

if (process.argv.includes('--check')) {
    const differing = Object.keys(files).filter((name) => {
        try {
            return readFileSync(join(target, name), 'utf8') !== files[name]
        } catch {
            return true
        }
    })
    if (differing.length > 0) {
        console.error(`${differing.join(', ')} in ${target} differ from what the sources give: run node build.mjs.`)
        process.exit(1)
    }
} else {
    mkdirSync(target, { recursive: true })
    for (const [name, text] of Object.entries(files)) {
        writeFileSync(join(target, name), text)
        console.log(`${name.padEnd(14)} ${String(Buffer.byteLength(text)).padStart(8)} bytes`)
    }
}
