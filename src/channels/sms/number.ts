import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * A phone number in its one normal form, E.164 (`+4520123456`), however a person or a gateway wrote it; undefined
 * when it is none (short codes and senders in letters among them). A number without a country is of `country`;
 * gateways also write other countries' numbers without the plus.
 */
export const toE164 = (written: string, country: CountryCode = 'DK'): string | undefined => {
  // `extract: false` finds no number inside a sentence, and then no brackets either.
  const bare = written.replace(/[\s()./-]/g, '')
  for (const candidate of [bare, `+${bare}`]) {
    const parsed = parsePhoneNumberFromString(candidate, { defaultCountry: country, extract: false })
    if (parsed?.isValid()) return parsed.number
  }
  return undefined
}

/**
 * The same for a number that a network itself gave us as a sender. It exists, whatever the tables of number ranges
 * say of it, and what it wrote must not be lost: only short codes and letters are none.
 */
export const senderToE164 = (given: string): string | undefined =>
  toE164(given) ?? /^(?:\+|00)?([1-9]\d{7,14})$/.exec(given.trim())?.[1]?.replace(/^/, '+')
