/** Day, month, two-digit year, then four digits: with a dash, a space or nothing between. Longer digit runs are something else. */
const CPR = /(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}[-\u2010-\u2014 ]?\d{4}(?!\d)/g

const MASK = '[cpr]'

/** Removes CPR numbers from a text before it is stored or sent. `masked`: there was one. */
export const maskCpr = (text: string): { text: string; masked: boolean } => {
  const clean = text.replace(CPR, MASK)
  return { text: clean, masked: clean !== text }
}
