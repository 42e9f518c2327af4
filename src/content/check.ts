import { basename } from 'node:path'
import type { ChannelKind, Language } from '../core/citizen.ts'
import { LANGUAGES } from '../core/citizen.ts'
import { AVOID } from './avoid.ts'
import { type Catalogue, type Entry, templateFor, type Unreviewed } from './catalogue.ts'
import type { Helpline } from './helplines.ts'
import type { Content } from './load.ts'
import { type Measured, measureTexts } from './measure.ts'
import { readability } from './readability.ts'
import { isRightToLeft } from './sides.ts'

/**
 * One thing to look at. An `error` should not reach a citizen; a `warning` is for a person to weigh; `info` is a text
 * that is said in another language and may be.
 */
export interface Finding {
  severity: 'error' | 'warning' | 'info'
  file: string
  line: number
  language: Language | null
  key: string
  problem: string
}

/** Danish texts, all together: LIX, and words a sentence at most. One sentence alone may be longer, but not above `LONG`. */
const LIX = { from: 15, to: 25 }
const PER_SENTENCE = 12
const LONG = 25
/** A helpline is verified again after this many days. */
const VERIFIED_DAYS = 90

/** Must be there in every language: whoever joins in it can live a whole week in it, and is safe in it. */
const REQUIRED =
  /^(welcome|choice|when|neutral|plan|check-in|help|stop|start|pause|resume|language|old|button|free|masked|failed|helpline|safety|safety-plan)\.|^exercise\.[^.]+$|^instrument\.(weekly|who5)\.|^stranger\.safety$/

/** Everything the schemas cannot see: what is missing, too long, too hard or not to be said. */
export const checkContent = (
  { catalogue, unreviewed }: Pick<Content, 'catalogue' | 'unreviewed'>,
  measured: readonly Measured[] = [...measureTexts(catalogue)],
): Finding[] => [
  ...checkKeys(catalogue),
  ...checkReaders(unreviewed),
  ...checkSms(measured),
  ...checkWords(measured),
  ...checkSides(catalogue),
]

/** Numbers nobody has verified, or not for 90 days. */
export const unverified = (helplines: readonly Helpline[], today: Temporal.PlainDate): Helpline[] =>
  helplines.filter(({ verifiedOn }) => {
    if (verifiedOn === null) return true
    return Temporal.PlainDate.from(verifiedOn).until(today, { largestUnit: 'days' }).days > VERIFIED_DAYS
  })

/** One finding a language: it is one person's afternoon. */
function* checkReaders(unreviewed: readonly Unreviewed[]): Generator<Finding> {
  for (const language of LANGUAGES) {
    const [first, ...more] = unreviewed.filter((one) => one.language === language)
    if (!first) continue
    const others = more.map(({ file, line }) => `${basename(file)}:${line}`)
    const also = others.length > 0 ? `, nor ${others.join(', ')}` : ''
    const problem = `nobody from the field who speaks the language has read it${also}`
    yield { severity: 'warning', file: first.file, line: first.line, language, key: '', problem }
  }
}

function* checkKeys(catalogue: Catalogue): Generator<Finding> {
  const danish = catalogue.get('da') ?? new Map<string, Entry>()
  for (const language of LANGUAGES) {
    const instead = language === 'en' ? 'Danish' : 'English'
    const texts = catalogue.get(language)
    if (!texts) {
      const problem = `no texts at all: everything is said in ${instead}`
      yield { severity: 'warning', file: '', line: 0, language, key: '', problem }
      continue
    }
    for (const [key, entry] of danish) {
      const other = texts.get(key)
      if (other) {
        yield* checkParams(key, language, entry, other)
        yield* checkBranches(key, language, entry, other)
        continue
      }
      const severity = language === 'en' ? 'warning' : REQUIRED.test(key) ? 'error' : 'info'
      yield finding(severity, entry, language, key, `missing in this language: said in ${instead}`)
    }
    for (const [key, entry] of texts)
      if (!danish.has(key)) yield finding('error', entry, language, key, 'missing in Danish')
  }
}

const CHANNELS: readonly ChannelKind[] = ['sms', 'telegram', 'phone']

/** A channel may leave out what its buttons say; a value that Danish fills in there is filled in everywhere. */
function* checkParams(key: string, language: Language, danish: Entry, other: Entry): Generator<Finding> {
  const seen = new Set<string>()
  for (const channel of CHANNELS) {
    const expected = templateFor(danish, channel).params
    const found = templateFor(other, channel).params
    const lost = [...expected.keys()].filter((name) => !found.has(name))
    const extra = [...found.keys()].filter((name) => !expected.has(name))
    const where = other.channels.has(channel) ? `, in ${channel}` : ''
    for (const problem of [
      lost.length && `${list(lost)} is in Danish but not here${where}`,
      extra.length && `${list(extra)} is here but not in Danish${where}`,
    ]) {
      if (!problem || seen.has(problem)) continue
      seen.add(problem)
      yield finding('error', other, language, key, problem)
    }
  }
}

const list = (names: string[]): string => names.map((name) => `{${name}}`).join(', ')

/** A choice that Danish makes and a translation does not says the wrong thing, or nothing. */
function* checkBranches(key: string, language: Language, danish: Entry, other: Entry): Generator<Finding> {
  const seen = new Set<string>()
  for (const channel of CHANNELS) {
    const [expected, found] = [danish, other].map((entry) => templateFor(entry, channel).branches)
    for (const [name, branches] of expected!) {
      const here = found!.get(name) ?? new Set<string>()
      const lost = [...branches].filter((branch) => !here.has(branch))
      const extra = [...here].filter((branch) => !branches.has(branch))
      const problem = `{${name}} chooses between ${[...branches].join(', ')} in Danish, here between ${[...here].join(', ')}`
      if ((lost.length === 0 && extra.length === 0) || seen.has(problem)) continue
      seen.add(problem)
      yield finding('error', other, language, key, problem)
    }
  }
}

function* checkSms(measured: readonly Measured[]): Generator<Finding> {
  for (const { language, key, entry, sms, segments, foreign, limit } of measured) {
    // The other languages have letters of their own, whatever one does
    if ((language === 'da' || language === 'en') && foreign.length) {
      yield finding('error', entry, language, key, `"${foreign.join(' ')}" is not in the SMS alphabet`)
    }
    if (segments > limit) {
      const problem = `${segments} SMS (${sms.length} characters) with the longest values, at most ${limit}`
      yield finding('error', entry, language, key, problem)
    }
  }
}

function* checkWords(measured: readonly Measured[]): Generator<Finding> {
  for (const { language, key, entry, sms, longestSentence } of measured) {
    for (const [words, instead] of AVOID[language]) {
      const hit = words.exec(sms)
      if (hit) yield finding('error', entry, language, key, `"${hit[0]}": ${instead}`)
    }
    if (longestSentence > LONG)
      yield finding('warning', entry, language, key, `a sentence of ${longestSentence} words, at most ${LONG}`)
  }
  const all = readability(measured.filter(({ language }) => language === 'da').map(({ sms }) => sms))
  const pooled = (problem: string): Finding => ({
    ...{ severity: 'warning', file: '', line: 0, language: 'da', key: '' },
    problem,
  })
  if (all.lix < LIX.from || all.lix > LIX.to) yield pooled(`LIX ${all.lix.toFixed(1)}, should be ${LIX.from}-${LIX.to}`)
  if (all.perSentence > PER_SENTENCE)
    yield pooled(`${all.perSentence.toFixed(1)} words a sentence, at most ${PER_SENTENCE}`)
}

/** Groups of digits with spaces between: a telephone number. */
const GROUPS = /\d{2,} \d{2,}/

function* checkSides(catalogue: Catalogue): Generator<Finding> {
  for (const [language, texts] of catalogue) {
    if (!isRightToLeft(language)) continue
    for (const [key, entry] of texts) {
      const hit = [entry.text, ...entry.channels.values()].map(({ source }) => GROUPS.exec(source)).find(Boolean)
      if (hit) yield finding('error', entry, language, key, `"${hit[0]}" changes places: write a number without spaces`)
    }
  }
}

const finding = (
  severity: Finding['severity'],
  { file, line }: Entry,
  language: Language,
  key: string,
  problem: string,
): Finding => ({ severity, file, line, language, key, problem })
