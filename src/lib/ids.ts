import { createHash, randomBytes, randomInt, randomUUIDv7 } from 'node:crypto'

/** A UUIDv7: sorts by the time it was made, which keeps B-tree inserts at the right edge. */
export const newId = (): string => randomUUIDv7()

/** The lowest id that could be made from this real instant on: the newest rows of a table, by its key. */
export const idFrom = (at: Temporal.Instant): string => {
  const ms = at.epochMilliseconds.toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`
}

/**
 * A secret for a link or an invitation: 24 characters of [A-Za-z0-9_-], 144 bits.
 * Fits `t.me/<bot>?start=<token>` (64 characters of that alphabet at most: https://core.telegram.org/bots/features#deep-linking).
 * Starts with a letter or digit: a leading dash reads as an option on a command line.
 */
export const newToken = (): string => {
  for (;;) {
    const token = randomBytes(18).toString('base64url')
    if (/^[A-Za-z0-9]/.test(token)) return token
  }
}

/** Only the hash of a token is stored. Tokens are random, so a plain hash is enough. 32 bytes. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest()

/** A whole number in [0, below). */
export type Random = (below: number) => number

const cryptoRandom: Random = (below) => randomInt(below)

/**
 * The name a citizen has outside the sealed columns, such as `ravn-372`: easy to say on the phone, says nothing of
 * the person. 64 words × 900 numbers: the caller tries again on a collision.
 */
export const newAlias = (random: Random = cryptoRandom): string =>
  `${ALIAS_WORDS[random(ALIAS_WORDS.length)]!}-${100 + random(900)}`

/** Four digits that a person types back: told apart from others' by what they are looked up among. */
export const newCode = (random: Random = cryptoRandom): string => String(1000 + random(9000))

/** 64 birds and trees in Danish: ASCII, short, none that also means something hard (no `skade`, no `fyr`). */
export const ALIAS_WORDS = (
  'ravn solsort stork svane spurv falk musvit sanger drossel spove ryle ugle svale mejse fink terne ' +
  'lom hejre vibe krage due trane vagtel fasan stillits bogfinke irisk pirol nattergal dompap glente klire ' +
  'hjejle havlit gravand rype isfugl sisken edderfugl ibis tejst skarv eg elm ask lind birk pil ' +
  'poppel hassel ahorn gran rose syren hyld kastanje ceder cypres taks platan kornel magnolia jasmin liguster'
).split(' ')
