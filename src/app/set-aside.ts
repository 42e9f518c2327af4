import { z } from 'zod'
import type { CaseLevel } from '../core/case.ts'
import type { Effect } from '../core/effect.ts'
import type { RiskFinding } from '../core/heard.ts'
import { type Instead, setAside } from '../db/set-aside.ts'
import { punctual } from '../jobs/follow-up.ts'
import { readCommand } from '../language/commands.ts'
import { sentence } from '../lib/errors.ts'
import { maskNumbers } from '../lib/mask.ts'
import type { House } from './house.ts'

// Each part by itself: it is because something is not as expected that we are here.
const part = z
  .looseObject({
    chat: z
      .object({ id: z.union([z.int(), z.string()]) })
      .optional()
      .catch(undefined),
    text: z.string().optional().catch(undefined),
    caption: z.string().optional().catch(undefined),
  })
  .optional()
  .catch(undefined)
const broken = z.object({
  update_id: z.int(),
  message: part,
  edited_message: part,
  callback_query: z.object({ message: part }).optional().catch(undefined),
})

/** Handled by nobody is worth a person's look today, whatever it says. */
const LEVEL: Record<'S1' | 'S2' | 'S3', CaseLevel> = { S3: 'acute', S2: 'today', S1: 'today' }

const insteadOf = (text: string, risk: RiskFinding | undefined, stopped: boolean): Instead => {
  // A STOP is carried out, whatever else went wrong with it.
  const stop = readCommand(text).command === 'STOP'
  const ending: Effect[] = stop
    ? [
        { do: 'set-status', status: 'stopped' },
        { do: 'tell-caseworker', what: 'stopped' },
      ]
    : []
  if (stop && !risk)
    return { effects: ending, reply: { kind: 'reply', say: { key: 'stop.confirmed' }, evenStopped: false } }
  const stops = risk?.level === 'S2' || risk?.level === 'S3'
  const effects: Effect[] = risk
    ? [{ do: 'raise', level: LEVEL[risk.level], class: risk.class, risk: risk.level }]
    : stopped
      ? // Who has said STOP is left alone, and what they wrote is read on Monday.
        [{ do: 'tell-caseworker', what: 'free-text' }]
      : [{ do: 'raise', level: 'today', class: 'other' }]
  if (stops) effects.push({ do: 'stop-routine' })
  effects.push(...ending)
  // Nothing that a partner reading along could use.
  const hidden = risk?.class === 'violence' || risk?.class === 'threat'
  const say = { key: hidden ? 'safety.violence' : text === '' ? 'failed.lost' : 'failed.kept' }
  return { effects, reply: { kind: stops ? 'safety' : 'reply', say, evenStopped: stops } }
}

export interface TelegramFaults {
  /**
   * An update that could not be handled: its words are screened and kept, a person is called, the citizen is told.
   * False: not even its number can be read, so there is nothing to write down but the log line.
   */
  setAside(update: unknown, error: unknown): Promise<boolean>
  /** The same for a webhook: true once the update is set aside; false: Telegram may come again with it. */
  again(update: unknown, error: unknown): Promise<boolean>
}

/** How often a webhook's update may fail by its own fault. */
const TRIES = 3
const MOST_COUNTED = 1000

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

/** What becomes of Telegram's updates that this house cannot handle. */
export const createTelegramFaults = (house: House): TelegramFaults => {
  const { db, vault, screen, clock, log, people, queues, time, effectParts } = house
  const failures = new Map<number, number>()

  /** It may be the screen that fails: a person is called all the same. */
  const screened = (text: string): RiskFinding | undefined => {
    try {
      return text === '' ? undefined : screen.screen(text)
    } catch (error) {
      log.error({ problem: sentence(error) }, 'the risk screen failed')
      return undefined
    }
  }

  const aside: TelegramFaults['setAside'] = async (update, error) => {
    const read = broken.safeParse(update)
    if (!read.success) {
      log.error({ channel: 'telegram', problem: sentence(error) }, 'an update without a number was refused')
      return false
    }
    const { update_id, message, edited_message, callback_query } = read.data
    const from = message ?? edited_message ?? callback_query?.message
    // A question's own words, under a button, are ours.
    const words = [message ?? edited_message]
      .flatMap((it) => [it?.text ?? '', it?.caption ?? ''])
      .join('\n')
      .trim()
    const { text } = maskNumbers(words.toWellFormed())
    const risk = screened(text)
    const at = clock.now()
    log.error({ update: update_id, problem: sentence(error) }, 'an update failed three times and was passed over')
    const after = await setAside(
      db.sql,
      vault,
      {
        ...{ channel: 'telegram', eventId: String(update_id), at, text, risk: risk?.level ?? null },
        address: from?.chat === undefined ? undefined : String(from.chat.id),
      },
      (stopped) => insteadOf(text, risk, stopped),
      effectParts,
    )
    if (!after) return true
    if (after.outbox) time.dispatcher.poke()
    await queues.add(...after.followUps.map((armed) => punctual(armed, at)))
    await people.notify()
    return true
  }

  return {
    setAside: aside,
    async again(update, error) {
      const id = broken.safeParse(update).data?.update_id
      // A citizen who writes from several places at once: nothing is wrong with the update.
      if (id === undefined || nameOf(error) === 'TurnBusy') return false
      const tries = (failures.get(id) ?? 0) + 1
      // What cannot be read today cannot be read tomorrow.
      if (tries < TRIES && nameOf(error) !== 'MalformedInbound') {
        if (failures.size >= MOST_COUNTED) failures.clear()
        failures.set(id, tries)
        return false
      }
      failures.delete(id)
      return aside(update, error)
    },
  }
}
