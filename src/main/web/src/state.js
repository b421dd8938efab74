// The state of the data that figures' ids name: that of the page, or of the folder that the reader opened.
import facts from './facts.js'

let state = facts.state

export const current = () => state

/** The state of an opened folder; null where its manifest does not tell, and ids then say so by zeros. */
export function opened(other) {
    state = other ?? '00000000'
}
