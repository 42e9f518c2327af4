import { z } from 'zod'
import type { Position } from '../core/dialog.ts'
import { defineDialog, missed, type Outcome, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import { msg, words } from './saying.ts'

type Data = Record<string, never>
const at = positions<Data, 'really'>('stop', 1)

const ask = () => [msg('stop.really', undefined, words('yes', 'no'))]

/** Something like STOP, but not exactly: ask before anything stops. `waits` goes on after a "no". */
export const reallyStop = (waits?: Position): Outcome => ({
  at: at('really', {}),
  say: ask(),
  ...(waits && { suspends: waits }),
})

/** The opt-out itself: one confirmation, the caseworker is told, nothing else. */
export const stopped = (): Outcome => ({
  say: [msg('stop.confirmed')],
  effects: [
    { do: 'set-status', status: 'stopped' },
    { do: 'tell-caseworker', what: 'stopped' },
  ],
})

export const createStop = (ears: Ears) =>
  defineDialog<Data, 'really'>({
    name: 'stop',
    version: 1,
    data: z.record(z.string(), z.never()),
    steps: {
      really: {
        fleeting: true,
        ask,
        hear(_, heard) {
          // Said a second time it is meant.
          if (heard.nearStop) return stopped()
          switch (ears.choice(heard, 'yes', 'no')) {
            case 'yes':
              return stopped()
            case 'no':
              return { say: [msg('stop.go-on')] }
            default:
              return missed(msg('choice.unknown', undefined, words('yes', 'no')))
          }
        },
      },
    },
  })
