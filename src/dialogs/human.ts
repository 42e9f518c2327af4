import { z } from 'zod'
import type { Effect } from '../core/effect.ts'
import { defineDialog, type Outcome, passed, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import { type DialogFacts, isHad } from './facts.ts'
import { msg } from './saying.ts'
import { hearWish } from './wish.ts'

type Data = Record<string, never>
const at = positions<Data, 'wish'>('human', 1)

/** RING, HJÆLP: a person must acknowledge. What is said depends on whether anybody is at work. */
export const callHuman = (facts: DialogFacts, ring: boolean): Outcome => ({
  at: at('wish', {}),
  say: [msg(helpFor(facts))],
  effects: askForHuman(ring),
})

/** In a case that somebody has, nobody will say again that they have seen it. */
const helpFor = (facts: DialogFacts): string => {
  const { openCase, staffed } = facts
  if (openCase?.discreet) return 'help.ring-discreet'
  if (!staffed) return 'help.ring-closed'
  // One that may wait is opened anew by the call, and seen anew.
  if (openCase?.level === 'soon') return 'help.ring-staffed'
  return isHad(facts) ? 'help.ring-again' : 'help.ring-staffed'
}

export const askForHuman = (ring: boolean): Effect[] => [
  { do: 'raise', level: 'today', class: 'asked-for-human' },
  ...(ring ? ([{ do: 'wish', wish: 'ring' }] satisfies Effect[]) : []),
]

/** Nothing is asked; but a time, SMS or VENT written next is meant for the person who will call. */
export const createHuman = (ears: Ears) =>
  defineDialog<Data, 'wish'>({
    name: 'human',
    version: 1,
    data: z.record(z.string(), z.never()),
    steps: {
      wish: {
        fleeting: true,
        ask: () => [],
        hear(_, heard, facts) {
          const wish = hearWish(ears, heard, facts)
          if (wish) return wish
          const time = ears.time(heard)
          return time && isByDay(time)
            ? {
                say: [msg('check-in.wish-noted')],
                effects: [{ do: 'tell-caseworker', what: 'needs', detail: time }, { do: 'keep-text' }],
              }
            : passed
        },
      },
    },
  })

/** A late "3" is an answer to something else, not three at night. */
export const isByDay = (time: string): boolean => time >= '07:00' && time <= '20:00'
