// Drives one Chromium through the page and writes down what it found, for BrowserTest to judge.
//
//   node browse.mjs TASK.json FOUND.json
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const task = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const found = { console: [], requests: [], violations: [], overflows: [], failed: [] }

const DESKTOP = { width: 1200, height: 860 }
const PHONE = { width: 390, height: 844 }
const PARTS = [
    'answer',
    'suppliers',
    'concentration',
    'chain',
    'disruption',
    'path',
    'claims',
    'quality',
    'ask',
    'about',
]

const browser = await chromium.launch({
    executablePath: task.chromium,
    args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
    ],
})

/** A tab without a network that notes whatever it should not see. */
async function tab(file, hash = '', settled = ready) {
    const context = await browser.newContext({ viewport: DESKTOP, offline: true })
    const page = await context.newPage()
    page.on('console', (message) => found.console.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => found.console.push(`uncaught: ${error.stack}`))
    page.on('dialog', (dialog) => {
        found.console.push(`dialog: ${dialog.message()}`)
        dialog.dismiss()
    })
    page.on('request', (request) => {
        if (request.url().split('#')[0] !== `file://${file}` && !request.url().startsWith('blob:')) {
            found.requests.push(request.url())
        }
    })
    await page.goto(`file://${file}${hash}`)
    await settled(page)
    return page
}

async function ready(page) {
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 20_000 })
    found.failed.push(...(await page.$$eval('.failed', (all) => all.map((one) => one.textContent))))
}

/** Every figure on the page with its text and id. */
const figures = (page) =>
    page.$$eval('[data-figure]', (all) => all.map((one) => ({ id: one.dataset.figure, text: one.textContent })))

const choices = (page) =>
    page.$$eval('#choices select', (all) =>
        all.map((one) => ({ chosen: one.value, options: [...one.options].map((option) => option.value) })),
    )

async function choose(page, index, value) {
    await page.locator('#choices select').nth(index).selectOption(value)
    await ready(page)
    const focused = await page.evaluate(() =>
        [...document.querySelectorAll('#choices select')].indexOf(document.activeElement),
    )
    return {
        focused,
        chosen: (await choices(page)).map((one) => one.chosen),
        title: await page.textContent('h1'),
        figures: await figures(page),
    }
}

async function accessible(page, where) {
    await page.evaluate(`${axe}; 0`)
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    found.violations.push(
        ...violations.map(
            (one) =>
                `${where}: ${one.id}, ${one.help}: ${one.nodes
                    .slice(0, 3)
                    .map((node) => node.html.slice(0, 160))
                    .join(' | ')}`,
        ),
    )
}

async function narrow(page, where) {
    const [wide, has] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
    ])
    if (wide > has) {
        found.overflows.push(`${where}: ${wide} of ${has} pixels`)
    }
}

async function pictures(page, name, parts = PARTS) {
    for (const part of parts) {
        const path = join(task.pictures, `${name}-${part}.png`)
        await page.locator(`#${part}`).screenshot({ path, animations: 'disabled' })
    }
}

async function ask(page, sql) {
    await page.fill('#sql', sql)
    await page.click('#sql-run')
    await page.waitForFunction(() => !document.getElementById('sql-run').disabled, null, { timeout: 20_000 })
    return page.evaluate(() => {
        const warning = document.querySelector('#sql-answer .warning')
        return warning
            ? { error: warning.textContent }
            : {
                  columns: [...document.querySelectorAll('#sql-answer thead th')].map((one) => one.textContent),
                  rows: [...document.querySelectorAll('#sql-answer tbody tr')].map((row) =>
                      [...row.children].map((one) => one.textContent),
                  ),
              }
    })
}

// ---- as a reader opens it ------------------------------------------------------------------------------------

const page = await tab(task.page)
found.firstChart = Number(await page.evaluate(() => document.documentElement.dataset.firstChart))
found.start = { choices: await choices(page), title: await page.textContent('h1'), figures: await figures(page) }
await page.screenshot({ path: join(task.pictures, 'first-screen.png'), animations: 'disabled' })

// A figure by keyboard: Enter opens its quotation, Escape closes it.
await page.locator('h1 .figure').first().focus()
await page.keyboard.press('Enter')
found.quote = await page.evaluate(() => ({
    open: document.getElementById('quote').open,
    text: document.querySelector('#quote textarea').value,
    parts: [...document.querySelectorAll('#quote dt')].map((one) => one.textContent),
}))
await accessible(page, 'quotation')
await page.screenshot({ path: join(task.pictures, 'quotation.png'), animations: 'disabled' })
await page.click('#quote .buttons button:nth-of-type(2)')
await page.waitForFunction(() => document.querySelector('#quote .said').textContent !== '')
found.quote.copied = await page.evaluate(() => document.querySelector('#quote .said').textContent)
await page.keyboard.press('Escape')
found.quote.closed = await page.evaluate(() => !document.getElementById('quote').open)
found.quote.focusBack = await page.evaluate(() => document.activeElement.matches('h1 .figure'))

// A chart tells by pointer what its table tells by keyboard.
const box = await page.locator('#answer .chart').boundingBox()
await page.mouse.move(box.x + 300, box.y + 43)
await page.waitForTimeout(200)
found.tooltip = await page.locator('#answer .chart').textContent()
await page.mouse.move(2, 2)

// ---- choices ---------------------------------------------------------------------------------------------------

found.chosen = []
for (const [index, value] of task.choices) {
    found.chosen.push(await choose(page, index, value))
}
found.address = await page.evaluate(() => location.hash)
await page.reload()
await ready(page)
found.reloaded = (await choices(page)).map((one) => one.chosen)
for (const [label, value] of task.plans) {
    await page.locator('#path label', { hasText: label }).locator('select').selectOption(value)
}
found.path = await figures(page.locator('#path').page())
await page.locator('#disruption').waitFor()
found.scenarios = []
for (const [index, value] of task.back) {
    await choose(page, index, value)
}
for (const value of await page.$$eval('#disruption select option', (all) => all.map((one) => one.value))) {
    await page.locator('#disruption select').selectOption(value)
    found.scenarios.push(await page.textContent('#disruption p'))
}

// ---- questions in SQL ------------------------------------------------------------------------------------------

found.answers = []
for (const sql of task.questions) {
    found.answers.push(await ask(page, sql))
}
found.wrong = await ask(page, 'SELECT no_such_column FROM import_dependency')
await page.fill('#sql', task.endless)
await page.click('#sql-run')
await page.waitForTimeout(300)
await page.click('#sql-stop')
found.stopped = await page.textContent('#ask .said')
found.afterStop = await ask(page, 'SELECT COUNT(*) AS n FROM import_dependency')
found.limited = await ask(
    page,
    'SELECT a.supplier_iso3, b.side FROM import_dependency a JOIN supplier_concentration b ON a."year" < b."year" + 99',
)
found.limitSaid = await page.textContent('#ask .said')
found.examples = []
for (const example of await page.locator('#ask .buttons').first().locator('button').all()) {
    await example.click()
    found.examples.push(await ask(page, await page.inputValue('#sql')))
}

// ---- how it looks ----------------------------------------------------------------------------------------------

await page.addStyleTag({ content: '#choices { position: static !important }' })
await accessible(page, 'desktop, light')
await narrow(page, 'desktop')
await pictures(page, 'desktop')
await page.emulateMedia({ colorScheme: 'dark' })
await page.waitForTimeout(100)
await accessible(page, 'desktop, dark')
await pictures(page, 'dark')
await page.emulateMedia({ colorScheme: 'light' })
await page.setViewportSize(PHONE)
await page.waitForTimeout(300)
await accessible(page, 'phone, light')
await narrow(page, 'phone')
await pictures(page, 'phone')
await page.emulateMedia({ colorScheme: 'dark' })
await accessible(page, 'phone, dark')
await page.setViewportSize(DESKTOP)
// Printed on white, also where the screen is dark.
await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
await page.waitForTimeout(300)
await pictures(
    page,
    'print',
    PARTS.filter((part) => part !== 'ask'),
)
await page.pdf({ path: join(task.pictures, 'print.pdf'), format: 'A4', printBackground: false })
await page.emulateMedia({ colorScheme: 'light', media: 'screen' })
await page.waitForTimeout(100)

// All tables are open to axe and to the validator of HTML, too.
await page.evaluate(() =>
    document.querySelectorAll('details').forEach((one) => {
        one.open = true
    }),
)
await page.waitForTimeout(300)
await accessible(page, 'all tables open')
found.all = await figures(page)
writeFileSync(
    task.rendered,
    await page.evaluate(() => {
        const copy = document.documentElement.cloneNode(true)
        copy.querySelectorAll('script, style').forEach((one) => one.remove())
        // Attributes that browsers know and the standard does not, or that the charts' library notes for itself.
        for (const name of ['_echarts_instance_', 'webkitdirectory']) {
            copy.querySelectorAll(`[${name}]`).forEach((one) => one.removeAttribute(name))
        }
        return `<!DOCTYPE html>\n${copy.outerHTML}`
    }),
)
await page.context().close()

// ---- what is said of imports that are known in part, and of groups of countries --------------------------------

const asked = async (hash) => {
    const one = await tab(task.page, hash)
    const told = {
        title: await one.textContent('h1'),
        chosen: (await choices(one)).map((choice) => choice.chosen),
        answer: await one.textContent('#answer'),
        chart: await one.locator('#answer .chart').allTextContents(),
        concentration: await one.textContent('#concentration'),
        scenarios: await one.textContent('#disruption'),
        single: await one
            .locator('#disruption table', { hasText: 'by each way of counting' })
            .locator('tbody tr')
            .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))),
        figures: await figures(one),
    }
    await one.context().close()
    return told
}
found.asked = {}
for (const [name, hash] of Object.entries(task.asked)) {
    found.asked[name] = await asked(hash)
}

// ---- a page that carries little --------------------------------------------------------------------------------

const small = await tab(task.smallPage)
found.small = {
    title: await small.textContent('h1'),
    missing: await small.textContent('#quality'),
    figures: await figures(small),
    columns: (await ask(small, "SELECT * FROM import_dependency WHERE importer_iso3 = 'KOR' LIMIT 1")).columns,
}
await small.fill('#figure-id', `Quoted: ${found.start.figures[0].id}.`)
await small.click('#figure-find')
await small.waitForFunction(() => document.getElementById('figure-found').textContent !== '')
found.small.found = await small.textContent('#figure-found')
await small.fill('#figure-id', found.start.figures[0].id.replace(/~.*/, '~00000000'))
await small.keyboard.press('Enter')
await small.waitForFunction(() => document.getElementById('figure-found').textContent.includes('another'))
found.small.changed = await small.textContent('#figure-found')
await small.context().close()

// ---- hostile names ---------------------------------------------------------------------------------------------

/** What could not be there if all names stayed text. */
const intruders = (one) =>
    one.evaluate(() => ({
        scripts: document.querySelectorAll('script').length,
        elements: document.querySelectorAll('img, iframe, object, embed, svg foreignObject, b, marquee').length,
        handlers: [...document.querySelectorAll('*')].filter((node) =>
            node.getAttributeNames().some((name) => /^on/i.test(name)),
        ).length,
        ran: window.intruded === true,
    }))

async function hostile(one) {
    await one.evaluate(() =>
        document.querySelectorAll('details').forEach((node) => {
            node.open = true
        }),
    )
    const box = await one.locator('#answer .chart').boundingBox()
    await one.mouse.move(box.x + 300, box.y + 23)
    await one.waitForTimeout(200)
    const texts = {
        title: await one.textContent('h1'),
        chart: await one.locator('#answer .chart').textContent(),
        table: await one.locator('#answer table').textContent(),
        chain: await one.locator('#chain').textContent(),
        claims: await one.locator('#claims').textContent(),
        body: await one.evaluate(() => document.body.innerText),
    }
    await one.locator('#answer .figure').first().click()
    texts.quote = await one.locator('#quote textarea').inputValue()
    await one.keyboard.press('Escape')
    const answer = await ask(one, 'SELECT supplier_name FROM import_dependency ORDER BY supplier_name LIMIT 1')
    return { texts, answer, intruders: await intruders(one) }
}

const evil = await tab(task.hostilePage)
found.hostile = await hostile(evil)
found.hostile.figures = await figures(evil)
await evil.screenshot({ path: join(task.pictures, 'hostile.png') })
await evil.context().close()

const opener = await tab(task.page)
await opener.setInputFiles('#open-folder', task.hostileFolder)
await opener.waitForFunction(() => document.getElementById('opened')?.textContent !== '', null, { timeout: 20_000 })
await ready(opener)
found.opened = {
    said: await opener.textContent('#opened'),
    state: await opener.textContent('.state'),
    ...(await hostile(opener)),
}
await opener.setInputFiles('#open-files', task.badFiles)
await opener.waitForFunction(() => document.getElementById('opened')?.textContent.startsWith('No report'), null, {
    timeout: 20_000,
})
found.refused = await opener.textContent('#opened')
found.keptState = await opener.textContent('.state')
for (const [name, folder] of Object.entries(task.wrongFolders)) {
    await opener.evaluate(() => document.getElementById('opened').replaceChildren())
    await opener.setInputFiles('#open-folder', folder)
    await opener.waitForFunction(() => document.getElementById('opened')?.textContent !== '', null, { timeout: 20_000 })
    await ready(opener)
    found[name] = {
        said: await opener.textContent('#opened'),
        state: await opener.textContent('.state'),
        title: await opener.textContent('h1'),
        body: await opener.evaluate(() => document.getElementById('parts').textContent),
    }
}
await opener.context().close()

// The dictionary beside the reports, searched.
const dictionary = await tab(task.dictionary, '', () => true)
const shown = () => dictionary.$$eval('tbody tr', (all) => all.filter((row) => row.checkVisibility()).map((row) => row.id))
found.dictionary = { all: (await shown()).length }
await dictionary.fill('#words', 'Herfindahl  import_dependency')
found.dictionary.none = await shown()
await dictionary.fill('#words', 'n_minus_one LOST')
found.dictionary.found = await shown()
found.dictionary.said = await dictionary.textContent('#found')
await dictionary.fill('#words', '')
await accessible(dictionary, 'dictionary')
await narrow(dictionary, 'dictionary')
await dictionary.setViewportSize(PHONE)
await dictionary.emulateMedia({ colorScheme: 'dark' })
await accessible(dictionary, 'dictionary on a phone')
await narrow(dictionary, 'dictionary on a phone')
await dictionary.screenshot({ path: join(task.pictures, 'dictionary.png') })
await dictionary.context().close()

await browser.close()
writeFileSync(process.argv[3], JSON.stringify(found))
