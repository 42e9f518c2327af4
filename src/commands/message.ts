import { MESSAGE_STATES } from '../core/message.ts'
import { listMessages, type MessageView, readMessages } from '../db/transcript.ts'
import { citizenId } from './find.ts'
import type { Noun } from './noun.ts'
import { details, Failed, localTime, table, WrongUse } from './output.ts'
import { shortId, wholeId } from './short-id.ts'

const message: Noun = (program, run) => {
  const noun = program.command('message').description('messages and their states')

  noun
    .command('list')
    .description('messages both ways, newest first, without their words')
    .option('--citizen <citizen>', 'of one citizen')
    .option('--state <state>', `only outgoing ones in this state: ${MESSAGE_STATES.join(', ')}`)
    .option('--limit <n>', 'how many; 500 in a table, all of them as JSON')
    .action(
      run(async ({ house, out }, options: { citizen?: string; state?: string; limit?: string; json?: boolean }) => {
        const state = MESSAGE_STATES.find((one) => one === options.state)
        if (options.state && !state)
          throw new WrongUse(`--state "${options.state}" is not one of ${MESSAGE_STATES.join(', ')}.`)
        const limit = Number(options.limit ?? (options.json ? Number.MAX_SAFE_INTEGER : 500))
        if (!Number.isInteger(limit) || limit < 1)
          throw new WrongUse(`--limit "${options.limit}" is not a number above 0.`)
        const id = options.citizen && (await citizenId(house, options.citizen))
        out.result(
          await listMessages(house.db.sql, { limit, ...(id && { citizenId: id }), ...(state && { state }) }),
          (all) =>
            table(
              all.map(({ id, alias, channel, direction, kind, state, reason, sentAt, dueAt }) => ({
                ...{ id: shortId(id), alias, channel, direction, kind, state, reason, at: sentAt ?? dueAt },
              })),
              state ? `No messages with state ${state}.` : 'No messages yet.',
              house.config.zone,
            ),
        )
      }),
    )

  noun
    .command('show')
    .description('one message, with its words')
    .argument('<message>', 'its id')
    .action(
      run(async ({ house, out }, text: string) => {
        const id = await wholeId(house, text, 'outbox', 'inbox')
        const [one] = id ? await readMessages(house.db.sql, house.vault, { id }) : []
        if (!one) throw new Failed(`There is no message ${text}; "makker message list" shows them.`)
        await house.audit('message-show', one.citizenId ?? undefined)
        out.result({ ...one, states: statesOf(one) }, ({ id: _id, citizenId: _citizen, choices, states, ...it }) =>
          details(
            {
              ...it,
              choices: choices.map(({ label }) => label),
              states: states.map(({ state, at }) => (at ? `${state} ${localTime(at, house.config.zone)}` : state)),
            },
            house.config.zone,
          ),
        )
      }),
    )

  noun
    .command('send')
    .description("a caseworker's own words to a citizen; the companion is silent until they hand back")
    .argument('<citizen>', 'id or alias')
    .requiredOption('--as <caseworker>', 'who writes: id or Slack id')
    .requiredOption('--text <text>', 'what the citizen reads, after the first name of who writes')
    .action(
      run(async ({ house, out }, who: string, options: { as: string; text: string }) => {
        const { room } = house.people
        const about = { by: options.as, citizenId: await citizenId(house, who), text: options.text }
        const draft = await room.draft(about)
        if (!draft.ok) throw new Failed(UNSENT[draft.why])
        const sent = await room.send({ ...about, id: draft.id })
        if (!sent.done) throw new Failed(UNSENT[sent.why])
        await house.wake()
        if (draft.masked) out.note('A number was taken out of the text.')
        const { ok: _ok, ...message } = draft
        out.result(message, ({ text, channel, segments }) =>
          details({ text, channel, ...(segments !== null && { segments }) }),
        )
      }),
    )
}

/** Why a colleague's words did not leave, for the person at the terminal. */
const UNSENT = {
  forbidden: 'This caseworker may not write with this citizen.',
  empty: '--text is empty.',
  'too-long': '--text is too long; at most 900 characters.',
  'no-channel': 'This citizen has no channel that works; call instead.',
  stopped: 'This citizen has written STOP; call instead.',
} as const

/** The states a message has been in, as far as their times are kept; the one it is in stands last. */
const statesOf = ({ direction, state, dueAt, sentAt, deliveredAt }: MessageView) => {
  const passed: { state: MessageView['state']; at: Temporal.Instant | null }[] =
    direction === 'in'
      ? []
      : [
          { state: 'queued', at: dueAt },
          ...(sentAt ? [{ state: 'sent' as const, at: sentAt }] : []),
          ...(deliveredAt ? [{ state: 'delivered' as const, at: deliveredAt }] : []),
        ]
  return passed.at(-1)?.state === state ? passed : [...passed, { state, at: direction === 'in' ? sentAt : null }]
}

export default message
