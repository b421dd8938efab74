// Figures as people read them, by their unit.

const numbers = new Map()
const fixed = (digits) => {
    if (!numbers.has(digits)) {
        numbers.set(
            digits,
            new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
        )
    }
    return numbers.get(digits)
}
const some = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })

export const percent = (share, digits = 2) => `${fixed(digits).format(share * 100)} %`

export const whole = (number) => fixed(0).format(number)

/** Amounts keep what their size makes readable. */
const amount = (number) => {
    const size = Math.abs(number)
    return size >= 100 || number === 0 ? whole(number) : some.format(Number(number.toPrecision(3)))
}

const money = (number) => {
    const size = Math.abs(number)
    if (size >= 1e9) return `${fixed(3).format(number / 1e9)} bn`
    if (size >= 1e6) return `${fixed(1).format(number / 1e6)} m`
    return amount(number)
}

const BY_UNIT = {
    'fraction, 0 to 1': percent,
    'fraction a year': (value) => `${percent(value)} a year`,
    'percentage points': (value) => `${fixed(2).format(value)} points`,
    index: (value) => (value !== 0 && Math.abs(value) < 5e-5 ? some.format(Number(value.toPrecision(2))) : fixed(4).format(value)),
    t: (value) => `${amount(value)} t`,
    kg: (value) => `${whole(value)} kg`,
    USD: (value) => `USD ${money(value)}`,
    KRW: (value) => `KRW ${money(value)}`,
    'USD per kg': (value) => `${fixed(1).format(value)} USD/kg`,
    days: (value) => `${fixed(1).format(value)} days`,
    years: (value) => `${some.format(value)} years`,
    year: (value) => String(value),
    count: whole,
    rank: (value) => String(value),
    'true or false': (value) => (value ? 'yes' : 'no'),
}

/** Meanings such as "null for nothing": of other columns null is what is not known. */
const NULL_IS_NONE = /null (?:for|where) (?:none|nothing|all are)|where none follows|null without them/i

/** Whether null in a column stands for there being none: reasons are given where there is something to explain. */
const noneForNull = ({ name, unit, meaning }) =>
    (unit === 'code' || unit.startsWith('text')) && (name.endsWith('_reason') || NULL_IS_NONE.test(meaning))

/** A figure of a unit as text. */
export function shown(value, unit) {
    if (value === null || value === undefined) {
        return 'not known'
    }
    const format = BY_UNIT[unit]
    if (format) {
        return format(value)
    }
    if (typeof value !== 'number') {
        return String(value)
    }
    return Math.abs(value) >= 1000 ? whole(value) : some.format(value)
}

/** A cell of a declared column as text. */
export const cell = (value, column) =>
    (value === null || value === undefined) && noneForNull(column) ? 'none' : shown(value, column.unit)
