// Builds elements. Text from data enters the page here only, as text nodes.

/** Characters that would turn the direction of the text around them, or hide in it. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** A text from data with all its characters to be seen: those that steer writing are named. */
export function visible(text) {
    return String(text).replace(
        UNSEEN,
        (one) => `\u27e8U+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`,
    )
}

/**
 * An element.
 *
 * @param {string} tag may name classes, such as `p.note`
 * @param {object} attributes as the markup has them; `on` holds listeners by event
 * @param {...(Node|string|null)} children null for none; a text is shown as it is
 */
export function h(tag, attributes = {}, ...children) {
    const [name, ...classes] = tag.split('.')
    const element = document.createElement(name)
    if (classes.length > 0) {
        element.className = classes.join(' ')
    }
    for (const [key, value] of Object.entries(attributes)) {
        if (key === 'on') {
            Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener))
        } else if (value !== null && value !== undefined && value !== false) {
            element.setAttribute(key, value === true ? '' : value)
        }
    }
    fill(element, ...children)
    return element
}

/** Gives an element other children; texts as they are to be seen. */
export function fill(element, ...children) {
    element.replaceChildren(
        ...children
            .flat()
            .filter((child) => child !== null && child !== undefined)
            .map((child) => (typeof child === 'string' ? visible(child) : child)),
    )
}

/** A select with a label. */
export function choice(label, options, selected, changed) {
    const select = h(
        'select',
        { on: { change: () => changed(select.value) } },
        options.map(({ value, text }) => h('option', { value, selected: value === selected }, text)),
    )
    return h('label.choice', {}, h('span', {}, label), select)
}
