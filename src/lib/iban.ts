/** How many characters an IBAN of each country has. Source: the IBAN registry of SWIFT, release 98. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    '15:no 16:be 18:dk fo fi gl nl sd 19:mk si 20:at ba ee kz lt lu mn xk 21:hr lv li ch 22:bh bg cr ge de ie me rs gb ' +
    'va 23:gi iq il om so tl ae 24:ad cz md pk ro sa sk es se tn vg dz 25:ly pt st ao mz 26:is tr 27:fr gr it mr mc sm bi ' +
    'dj 28:al az by cy do sv gt hu lb pl ni ir 29:br ps qa ua eg 30:jo kw mu 31:mt sc 32:lc 33:ru fk'
  )
    .replaceAll(/(\d\d):/g, '|$1:')
    .split('|')
    .flatMap((group) => {
      const [length, countries = ''] = group.split(':')
      return countries
        .trim()
        .split(' ')
        .map((country) => [country, Number(length)])
    }),
)

const DIGITS = 48
const LETTERS = 97
/** What a unit of a shadow is to an IBAN. By its code: 1 part of one, 2 between its groups, else its end. */
const KIND = new Uint8Array(128)
for (const part of 'abcdefghijklmnopqrstuvwxyz0123456789') KIND[part.charCodeAt(0)] = 1
for (const gap of ' .-') KIND[gap.charCodeAt(0)] = 2

/** ISO 7064 MOD 97-10 over letters and digits in lower case, the first four of which come last. */
const isSound = (plain: string): boolean => {
  let rest = 0
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt((i + 4) % plain.length)
    const value = code < LETTERS ? code - DIGITS : code - LETTERS + 10
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

const BEGINNING = /[a-z]{2}[ -]?\d/g

/** Where IBANs are in a shadow (see `shadow.ts`), as [from, to). Grouped by spaces, dots or dashes, or not. */
export const findIbans = (shadow: string): [number, number][] => {
  const found: [number, number][] = []
  for (const { index } of shadow.matchAll(BEGINNING)) {
    const length = LENGTHS[shadow.slice(index, index + 2)]
    if (length === undefined) continue
    let plain = ''
    let at = index
    for (; plain.length < length && at < shadow.length; at++) {
      const kind = KIND[shadow.charCodeAt(at)]
      if (kind === 1) plain += shadow[at]
      else if (kind !== 2 || KIND[shadow.charCodeAt(at - 1)] === 2) break
    }
    if (plain.length === length && isSound(plain)) found.push([index, at])
  }
  return found
}
