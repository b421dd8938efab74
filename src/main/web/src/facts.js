// What the page was told of its reports: declarations, sources, names.

const facts = JSON.parse(document.getElementById('facts').textContent)
const byName = new Map(facts.reports.map((report) => [report.name, report]))

export default facts

/** The declaration of a report; undefined where the page knows none. */
export const report = (name) => byName.get(name)

/** The declaration of a column of a report. */
export const column = (reportName, name) => byName.get(reportName)?.columns.find((one) => one.name === name)

/** What a table of names has for a code of the data, which may be any text; undefined for none. */
export const own = (names, code) => (Object.hasOwn(names, code) ? names[code] : undefined)

const TOGETHER = { ALL: 'all countries', OTHER: 'other countries' }

/** Names of groups of countries, which reports tell beside their codes. */
const groups = new Map()

/** From now on a group has this name. */
export const nameGroup = (code, name) => groups.set(code, name)

/** A country's or group's name, or its code. */
export const country = (code) => own(TOGETHER, code) ?? own(facts.countries, code) ?? groups.get(code) ?? code

/** Names of countries and groups that take an article. */
const WITH_ARTICLE =
    /^(United (States|Kingdom|Arab|Republic)|European Union|Philippines|Netherlands|Bahamas|Maldives|Seychelles|Gambia|Comoros|Central African|Dominican Rep|Dem|Rep|Russian Fed|Czech Rep|.* Islands)/

/** The same within a sentence. */
export function countryInSentence(code) {
    const name = country(code)
    return `${WITH_ARTICLE.test(name) ? 'the ' : ''}${name}`
}

/** A name in the genitive. */
export const of = (name) => `${name}\u2019${name.endsWith('s') ? '' : 's'}`

/** A number of things. */
export const count = (number, one, many = `${one}s`) =>
    `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`

/** A product's name with its code. */
export const goods = (code) => (own(facts.products, code) === undefined ? `HS ${code}` : `${product(code)} (HS ${code})`)

/** A product's name, or its code. */
export const product = (code) => own(facts.products, code) ?? `HS ${code}`

/** A product's name within a sentence. */
export const productInSentence = (code) => product(code).replace(/^[A-Z](?=[a-z])/, (one) => one.toLowerCase())

/** Codes such as not_by_2035 as words. */
export const words = (code) => String(code).replaceAll('_', ' ')
