import type { ChannelKind, Language } from '../core/citizen.ts'

const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set(['ar'])

export const isRightToLeft = (language: Language): boolean => RIGHT_TO_LEFT.has(language)

/** Letters with a direction of their own. */
const TO_THE_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u
const TO_THE_RIGHT = /[\p{Script=Latin}\p{Script=Cyrillic}]/u
/** Digits in groups, or after a plus: between Arabic words the groups would change places, "12 11" for "11 12". */
const NUMBER = /^\+?\d+(?: \d+)*$/
const GROUPED = /[+ ]/

/** FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: what is between takes no part in the order around it. */
const ISOLATE = '\u2068'
const END = '\u2069'
/** FIRST STRONG ISOLATE takes digits for what is around them; this one says left to right. */
const ISOLATE_LEFT = '\u2066'
/** LEFT-TO-RIGHT MARK: one character, and a number after it stays in order. */
const MARK = '\u200E'

/**
 * A value as it can stand in a text of the other direction (Unicode Bidirectional Algorithm, UAX #9). By SMS, where each
 * character costs, only a telephone number is marked: a name in the wrong place is read, a number in the wrong order is
 * rung.
 */
export const keepTogether = (value: string, language: Language, channel: ChannelKind): string => {
  const right = isRightToLeft(language)
  if (right && NUMBER.test(value)) {
    if (!GROUPED.test(value)) return value
    return channel === 'sms' ? MARK + value : ISOLATE_LEFT + value + END
  }
  // A break ends an isolate, so a value of several lines is left to the reader's device.
  if (channel === 'sms' || value.includes('\n')) return value
  return (right ? TO_THE_RIGHT : TO_THE_LEFT).test(value) ? ISOLATE + value + END : value
}
