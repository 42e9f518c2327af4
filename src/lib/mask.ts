/**
 * Day, month, two-digit year, then four digits: with a dash, spaces, both or nothing between, and the date also in its
 * three parts. Longer digit runs are something else.
 */
const CPR = /(?<!\d)(0[1-9]|[12]\d|3[01])[ ./-]?(0[1-9]|1[0-2])[ ./-]?\d{2}\s?[-\u2010-\u2014.]?\s?\d{4}(?!\d)/g

const MASK = '[cpr]'

/** Removes CPR numbers from a text before it is stored or sent. `masked`: there was one. */
export const maskCpr = (text: string): { text: string; masked: boolean } => {
  const clean = text.replace(CPR, MASK)
  return { text: clean, masked: clean !== text }
}
