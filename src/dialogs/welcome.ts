import { z } from 'zod'
import type { LocalTime } from '../core/citizen.ts'
import { LANGUAGES } from '../core/citizen.ts'
import type { Effect } from '../core/effect.ts'
import type { Say } from '../core/message.ts'
import { defineDialog, missed, type Outcome, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import type { DialogFacts } from './facts.ts'
import { msg, times, words } from './saying.ts'
import { reallyStop } from './stop.ts'

type StepName = 'robot' | 'voluntary' | 'language' | 'time'
const at = positions<Record<string, never>, StepName>('welcome', 1)

/** Offered where there are buttons; any other time can be written. */
const TIMES = times('08:00', '09:00', '10:00', '12:00')

const ASK: Record<StepName, (facts: DialogFacts) => Say[]> = {
  robot: () => [msg('welcome.1-robot', undefined, words('ok'))],
  voluntary: () => [msg('welcome.2-voluntary', undefined, words('ok', 'no'))],
  language: ({ languages }) => [msg('welcome.3-language', undefined, words(...languages))],
  time: () => [msg('welcome.4-time', undefined, TIMES)],
}

const to = (step: StepName, facts: DialogFacts, effects: Effect[] = []): Outcome => ({
  at: at(step, {}),
  say: ASK[step](facts),
  effects,
})

/** Opens the welcome: on a valid invitation, or when somebody invited writes. */
export const beginWelcome = (facts: DialogFacts): Outcome => to('robot', facts)

/** Four short turns: a robot, voluntary, language, time of day. Then the citizen is active. */
export const createWelcome = (ears: Ears) =>
  defineDialog<Record<string, never>, StepName>({
    name: 'welcome',
    version: 1,
    data: z.record(z.string(), z.never()),
    steps: {
      robot: {
        ask: (_, facts) => ASK.robot(facts),
        takes: ['HEJ', 'START'],
        hear(data, heard, facts) {
          const greeted = heard.command === 'HEJ' || heard.command === 'START'
          const said = ears.choice(heard, 'ok', 'no')
          if (greeted || said === 'ok') return to('voluntary', facts)
          return said === 'no' ? reallyStop(at('robot', data)) : misunderstood('ok')
        },
      },
      voluntary: {
        ask: (_, facts) => ASK.voluntary(facts),
        hear(data, heard, facts) {
          switch (ears.choice(heard, 'ok', 'no')) {
            case 'ok':
              // With one language there is nothing to choose.
              return to(facts.languages.length > 1 ? 'language' : 'time', facts)
            case 'no':
              return reallyStop(at('voluntary', data))
            default:
              return misunderstood('ok', 'no')
          }
        },
        undo: (_, facts) => to('robot', facts),
      },
      language: {
        ask: (_, facts) => ASK.language(facts),
        takes: LANGUAGES.map((language) => `SPEAK-${language}` as const),
        hear(_, heard, facts) {
          const offered = LANGUAGES.filter((language) => facts.languages.includes(language))
          const language = ears.choice(heard, ...offered)
          return language ? to('time', facts, [{ do: 'set-language', language }]) : misunderstood(...offered)
        },
        undo: (_, facts) => to('voluntary', facts),
      },
      time: {
        ask: (_, facts) => ASK.time(facts),
        hear(_, heard, facts) {
          // "OK" means the time it would be anyway.
          const time = ears.time(heard) ?? (ears.choice(heard, 'ok', 'skip') && facts.citizen.planAt)
          if (time) return welcomed(time, facts)
          // "nej jeg mente engelsk": the answer before.
          const language = ears.choice(heard, ...LANGUAGES.filter((one) => facts.languages.includes(one)))
          if (language) return to('time', facts, [{ do: 'set-language', language }])
          return missed(msg('welcome.time-not-understood', undefined, TIMES))
        },
        undo: (_, facts) => to(facts.languages.length > 1 ? 'language' : 'voluntary', facts),
      },
    },
  })

const misunderstood = (...values: Parameters<typeof words>): Outcome =>
  missed(msg('choice.unknown', undefined, words(...values)))

const welcomed = (time: LocalTime, { rules }: DialogFacts): Outcome => ({
  say: [msg('welcome.done', { time }), msg('welcome.after-hours', { cover: rules.afterHours.cover })],
  effects: [
    { do: 'set-plan-time', at: time },
    { do: 'set-status', status: 'active' },
    { do: 'tell-caseworker', what: 'joined' },
  ],
})
