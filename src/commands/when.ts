import type { House } from '../app/house.ts'
import { WrongUse } from './output.ts'

/** A time as it was typed, and after which option. */
export interface Given {
  option: string
  text: string
}

/** Further off nobody plans anything: the year is a typing error. */
const YEARS_AHEAD = 100
const YEARS_BACK = 2

/** Behind the date, whose day looks like an offset. A zone in brackets may stand with an offset or without. */
const HAS_OFFSET = /^.{10}.*(Z|[+-]\d\d(:?\d\d)?)$/i
const HAS_ZONE = /\]$/

/** Temporal alone would take an hour without minutes. A date alone is its midnight. */
const PLAIN = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/i
const DATE_ONLY = 10

/** The local date it is now, `YYYY-MM-DD`. */
export const today = ({ clock, config }: House): string =>
  clock.now().toZonedDateTimeISO(config.zone).toPlainDate().toString()

/** A last day that lies ahead, today counted, and not years off. @throws WrongUse */
export const checkLastDay = (house: House, option: string, date: string): void => {
  if (date < today(house)) throw new WrongUse(`${option} ${date} is past; today is ${today(house)}.`)
  if (date > horizon(house, house.config.zone).toPlainDate().toString()) throw tooFar({ option, text: date })
}

/**
 * A wall-clock time (`2026-11-24T10:00`, in `zone`), also of an instant with its offset. One that the clocks skip is
 * refused; of one that comes twice everybody who reads it later takes the first, which is told.
 * @throws WrongUse
 */
export const localDateTime = (
  house: House,
  given: Given,
  zone: string,
  tell: (line: string) => void,
): Temporal.PlainDateTime => {
  if (given.text.length === DATE_ONLY) throw notATime(given)
  const local = moment(given)?.toZonedDateTimeISO(zone).toPlainDateTime() ?? plain(given)
  checkYear(house, given, zone, local)
  firstOf(given, local, zone, tell)
  return local
}

/** An instant not years off: with its offset as it stands, else a local time of the house. @throws WrongUse */
export const instant = (house: House, given: Given, tell: (line: string) => void): Temporal.Instant => {
  const { zone } = house.config
  const at = anyInstant(given, zone, tell)
  checkYear(house, given, zone, at.toZonedDateTimeISO(zone).toPlainDateTime())
  return at
}

/** An instant however far off. @throws WrongUse */
export const anyInstant = (given: Given, zone: string, tell: (line: string) => void): Temporal.Instant =>
  moment(given) ?? firstOf(given, plain(given), zone, tell)

/** What says itself which moment it is. */
const moment = (given: Given): Temporal.Instant | undefined => {
  const { text } = given
  if (HAS_ZONE.test(text)) return read(given, () => Temporal.ZonedDateTime.from(text).toInstant())
  return HAS_OFFSET.test(text) ? read(given, () => Temporal.Instant.from(text)) : undefined
}

const plain = (given: Given): Temporal.PlainDateTime => {
  if (!PLAIN.test(given.text)) throw notATime(given)
  return read(given, () => Temporal.PlainDateTime.from(given.text))
}

const firstOf = (
  given: Given,
  local: Temporal.PlainDateTime,
  zone: string,
  tell: (line: string) => void,
): Temporal.Instant => {
  const [first, last] = read(given, () => [
    local.toZonedDateTime(zone, { disambiguation: 'earlier' }),
    local.toZonedDateTime(zone, { disambiguation: 'later' }),
  ])
  const { option, text } = given
  if (!first.toPlainDateTime().equals(local)) {
    const there = last.toPlainDateTime().toString({ smallestUnit: 'minute' })
    throw new WrongUse(
      `${option} ${text} does not exist, as the clocks go forward that night; give another time, such as ${there}.`,
    )
  }
  if (!first.equals(last)) tell(`${option} ${text} comes twice, as the clocks go back that night; the first is taken.`)
  return first.toInstant()
}

const checkYear = (house: House, given: Given, zone: string, local: Temporal.PlainDateTime): void => {
  const { compare } = Temporal.PlainDateTime
  if (compare(local, horizon(house, zone)) > 0) throw tooFar(given)
  if (compare(local, localNow(house, zone).subtract({ years: YEARS_BACK })) < 0) throw tooLongAgo(given)
}

const horizon = (house: House, zone: string): Temporal.PlainDateTime =>
  localNow(house, zone).add({ years: YEARS_AHEAD })

const localNow = ({ clock }: House, zone: string): Temporal.PlainDateTime =>
  clock.now().toZonedDateTimeISO(zone).toPlainDateTime()

/** Temporal refuses what is no time, and what no clock reaches, in one way. */
const read = <T>(given: Given, parse: () => T): T => {
  try {
    return parse()
  } catch {
    throw notATime(given)
  }
}

const notATime = ({ option, text }: Given): WrongUse =>
  new WrongUse(`${option} "${text}" is not a time; write it like 2026-11-24T10:00.`)

const tooFar = ({ option, text }: Given): WrongUse =>
  new WrongUse(`${option} ${text} is more than ${YEARS_AHEAD} years ahead; check the year.`)

const tooLongAgo = ({ option, text }: Given): WrongUse =>
  new WrongUse(`${option} ${text} is more than ${YEARS_BACK} years back; check the year.`)
