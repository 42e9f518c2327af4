export type SmsEncoding = 'GSM-7' | 'UCS-2'

export interface Segments {
  encoding: SmsEncoding
  /** Messages the provider charges for. */
  segments: number
  /** Septets in GSM-7 (extension characters are two), UTF-16 units in UCS-2. */
  length: number
}

/** Source: 3GPP TS 23.038, 6.2.1, the default alphabet and its extension table. */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const GSM_EXTENSION = new Set('\f^{}\\[~]|€')

/** Units in a message that stands alone, and in one part of several: a header takes the rest of the 140 octets. */
const ROOM: Record<SmsEncoding, { alone: number; part: number }> = {
  'GSM-7': { alone: 160, part: 153 },
  'UCS-2': { alone: 70, part: 67 },
}

/** Does every character fit the GSM alphabet? One that does not makes the whole message UCS-2. */
export const isGsm7 = (text: string): boolean => {
  for (const character of text) if (!GSM.has(character) && !GSM_EXTENSION.has(character)) return false
  return true
}

/**
 * How many messages a text becomes; no character is cut in two.
 * Own arithmetic, because `sms-segments-calculator` takes a millisecond a text: a test compares the two.
 */
export const segmentsOf = (text: string): Segments => {
  const encoding = isGsm7(text) ? 'GSM-7' : 'UCS-2'
  const { alone, part } = ROOM[encoding]
  let length = 0
  let segments = 1
  let used = 0
  for (const character of text) {
    const units = encoding === 'UCS-2' ? character.length : GSM_EXTENSION.has(character) ? 2 : 1
    length += units
    if (used + units > part) {
      segments++
      used = 0
    }
    used += units
  }
  return { encoding, segments: length <= alone ? 1 : segments, length }
}

/** What word processors and phones write, and the same in the GSM alphabet. */
const PLAIN: Record<string, string> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '`': "'",
  '´': "'",
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '•': '-',
  '·': '-',
  '…': '...',
  '→': '->',
  '×': 'x',
  '½': '1/2',
  '¼': '1/4',
  '¾': '3/4',
  '©': '(c)',
  '®': '(R)',
  '™': 'TM',
  '\t': ' ',
}
const PLAIN_CHARACTERS = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu')
const SPACES = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/gu
/** They shape other scripts, and nothing where the text is GSM-7 without them. */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069]/gu
/** With the space before it, so that none is left hanging. */
const EMOJI =
  / ?(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200D\u20E3\uFE0E\uFE0F\u{E0020}-\u{E007F}])+/gu
/** What no phone shows: control characters but line feed and tab, the byte order mark, soft hyphens, halves of pairs. */
const NEVER = /(?![\n\t])\p{Cc}|[\u00AD\uFEFF]|\p{Surrogate}/gu

/**
 * The text as it goes into an SMS. Quotes, dashes, spaces and emoji that alone would make it UCS-2 (70 characters a
 * message instead of 160) become plain or go. A text that is UCS-2 anyway, or nothing but emoji, keeps them.
 */
export const normaliseSms = (text: string): string => {
  const clean = text.replace(/\r\n?/g, '\n').replace(NEVER, '').normalize('NFC')
  if (isGsm7(clean)) return clean
  const plain = clean
    .replace(PLAIN_CHARACTERS, (character) => PLAIN[character] ?? character)
    .replace(SPACES, ' ')
    .replace(EMOJI, '')
    .replace(INVISIBLE, '')
    .replace(/^ +| +$/gm, '')
  return isGsm7(plain) && plain.trim() !== '' ? plain : clean
}
