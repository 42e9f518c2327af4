import { loadContent } from '../../src/content/load.ts'
import type { CitizenStatus, Language } from '../../src/core/citizen.ts'
import type { Effect } from '../../src/core/effect.ts'
import type { ReasonClass, RiskLevel } from '../../src/core/heard.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Say } from '../../src/core/message.ts'
import { judge } from '../../src/core/rules-engine.ts'
import type { PlanEntry } from '../../src/core/snapshot.ts'
import { createBegin } from '../../src/dialogs/begin.ts'
import type { State } from '../../src/dialogs/desk.ts'
import type { Assess, DialogFacts } from '../../src/dialogs/facts.ts'
import { createHear, type HearResult } from '../../src/dialogs/hear.ts'
import { languageOf } from '../../src/dialogs/hearing.ts'
import { readChoice } from '../../src/language/choices.ts'
import { readCommand } from '../../src/language/commands.ts'
import { readNumber, readNumbers } from '../../src/language/numbers.ts'
import { readTime } from '../../src/language/times.ts'

export const content = await loadContent(new URL('../../content', import.meta.url).pathname)

const assess: Assess = (instrument, answers, earlier, rules, now) => {
  const score =
    instrument.factor === 0 ? {} : { score: answers.reduce<number>((a, b) => a + (b ?? 0), 0) * instrument.factor }
  const { raise, notes } = judge(
    { instrument: instrument.name, at: now, answers: [...answers], ...score },
    earlier,
    rules,
  )
  return {
    effects: [
      ...raise.map((news): Effect => ({ do: 'raise', ...news })),
      ...notes.map((what): Effect => ({ do: 'tell-caseworker', what })),
    ],
    low: raise.some((news) => news.class === 'low-score'),
  }
}

/** The conversations with the real readers of language/. */
export const hear = createHear({ readers: { readNumber, readNumbers, readChoice, readTime }, assess })

const instrument = (name: string): Instrument | undefined => content.instruments.find((one) => one.name === name)
export const begin = createBegin({ instrument, exercises: content.exercises })

/** A Monday in November at ten, somebody is at work. */
export const MONDAY = Temporal.Instant.from('2026-11-02T10:00+01:00')

export const factsAt = (now: Temporal.Instant, over: Partial<DialogFacts> = {}): DialogFacts => ({
  citizen: {
    id: 'c1',
    alias: 'Birk',
    status: 'active',
    language: 'da',
    zone: 'Europe/Copenhagen',
    quiet: { from: '21:00', to: '08:00' },
    planAt: '09:00',
    caseworkerId: 'w1',
  },
  now,
  languages: ['da', 'en'],
  instrument,
  exercises: content.exercises,
  rules: content.rules,
  staffed: true,
  routineStopped: false,
  results: [],
  plan: [],
  joinedAt: Temporal.Instant.from('2026-10-01T10:00Z'),
  ...over,
})

export const walk: PlanEntry = {
  id: 'p1',
  occurrence: '2026-11-02',
  startsAt: Temporal.Instant.from('2026-11-02T11:00+01:00'),
  startsLocal: '2026-11-02T11:00:00',
  what: 'gåtur',
  place: 'Medborgerhuset',
  absence: 'counts',
}

interface Extra {
  risk?: [RiskLevel, ReasonClass]
  tap?: string
  /** What the text is written in. */
  language?: Language
}

/** A citizen who talks, with what the turns changed carried along as the house would. */
export const talk = (over: Partial<DialogFacts> = {}, at: State = {}) => {
  const facts = factsAt(MONDAY, over)
  const effects: Effect[] = []
  let state = at
  let last: HearResult | undefined
  let before = facts

  const carryOut = (effect: Effect): void => {
    effects.push(effect)
    if (effect.do === 'set-status') {
      facts.citizen = { ...facts.citizen, status: effect.status }
      if (effect.status === 'active') facts.joinedAt ??= facts.now
    }
    if (effect.do === 'set-language') {
      facts.citizen = { ...facts.citizen, language: effect.language }
      if (facts.openCase) facts.openCase = { ...facts.openCase, language: null }
    }
    if (effect.do === 'set-plan-time') facts.citizen = { ...facts.citizen, planAt: effect.at }
    if (effect.do === 'save-safety-plan') facts.safetyPlan = effect.plan
    if (effect.do === 'stop-routine') facts.routineStopped = true
    if (effect.do === 'raise') {
      const discreet = facts.openCase?.discreet || effect.class === 'violence' || effect.class === 'threat'
      const language = effect.language === undefined ? facts.openCase?.language : effect.language
      facts.openCase = { level: effect.level, state: 'open', wish: null, discreet, ...(language && { language }) }
    }
    if (effect.do === 'record-check-in' && effect.state === 'completed') facts.pendingCheckIn = undefined
  }

  return {
    facts,
    effects,
    /** What was raised, told, recorded … so far, by name. */
    did: (name: Effect['do']) => effects.filter((effect) => effect.do === name),
    get state() {
      return state
    },
    get kind() {
      return last?.kind
    },
    /** The full last answer. */
    get said(): Say[] {
      return last?.say ?? []
    },
    /** A scheduled message opened a question. */
    is: (dialog: Parameters<typeof begin>[0], data: Record<string, unknown>): string[] => {
      const { at: open, say } = begin(dialog, data)
      // As the database gives it back.
      state = { ...state, open: JSON.parse(JSON.stringify(open)) }
      if (dialog === 'check-in') {
        facts.pendingCheckIn = { id: String(data.checkInId), instrument: String(data.instrument) }
      }
      return say.map(({ key }) => key)
    },
    later: (duration: Temporal.DurationLike, more: Partial<DialogFacts> = {}): void => {
      facts.now = facts.now.add(duration)
      Object.assign(facts, more)
    },
    /** The keys of the answer to these words. */
    says(text: string, { risk, tap, language }: Extra = {}): string[] {
      before = { ...facts }
      last = hear(
        state,
        {
          text,
          at: facts.now,
          ...(!risk && readCommand(text)),
          ...(risk && { risk: { level: risk[0], class: risk[1], span: text, rule: 'test' } }),
          ...(tap !== undefined && { value: tap }),
          ...(language && { language }),
        },
        facts,
      )
      state = JSON.parse(JSON.stringify({ open: last.open, suspended: last.suspended }))
      last.effects.forEach(carryOut)
      return last.say.map(({ key }) => key)
    },
    /** The words of the last answer, as an SMS. */
    read: (): string[] => {
      const language = last ? languageOf(last, before) : facts.citizen.language
      return (last?.say ?? []).map((say) => content.render(say, { language, channel: 'sms', params: {} }).text)
    },
  }
}

export const withStatus = (status: CitizenStatus, language: Language = 'da'): DialogFacts['citizen'] => ({
  ...factsAt(MONDAY).citizen,
  status,
  language,
})
