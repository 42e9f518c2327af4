import { z } from 'zod'
import { CHANNELS, type ChannelKind, type CitizenStatus, LANGUAGES, type Language } from '../core/citizen.ts'
import { findCaseworker } from '../db/caseworkers.ts'
import { AddressTaken, eraseCitizen, listCitizens, showCitizen } from '../db/citizens.ts'
import { exportCitizen } from '../db/export.ts'
import { newToken } from '../lib/ids.ts'
import { citizenId, withoutCpr } from './find.ts'
import { inviteCitizen, setStatus } from './invite.ts'
import type { Noun } from './noun.ts'
import { details, Failed, table, WrongUse } from './output.ts'
import { phoneNumber } from './phone-number.ts'

interface AddOptions {
  name: string
  phone: string
  caseworker: string
  channel: string
  language: string
  caseRef?: string
}

const oneOf = <T extends string>(option: string, text: string, values: readonly T[]): T => {
  const value = values.find((one) => one === text)
  if (!value) throw new WrongUse(`${option} "${text}" is not one of ${values.join(', ')}.`)
  return value
}

/** What a caseworker may do to a citizen's status, and from which one. Only a citizen joins, and only they undo a STOP. */
const MOVES: { verb: string; status: CitizenStatus; from: readonly CitizenStatus[]; about: string }[] = [
  { verb: 'pause', status: 'paused', from: ['active'], about: 'no unasked messages until resumed' },
  { verb: 'resume', status: 'active', from: ['paused'], about: 'go on after a pause' },
  { verb: 'end', status: 'ended', from: ['invited', 'active', 'paused', 'stopped'], about: 'the enrolment is over' },
]

const named = z.string().trim().min(1).max(200)

const citizen: Noun = (program, run) => {
  const noun = program.command('citizen').description('add, list, pause, resume, end, export and erase citizens')

  noun
    .command('add')
    .description('add a citizen and make their invitation')
    .requiredOption('--name <name>', 'full name')
    .requiredOption('--phone <number>', 'mobile number')
    .requiredOption('--caseworker <id>', 'caseworker: id or Slack id')
    .option('--channel <channel>', `how they are invited: ${CHANNELS.join(', ')}`, 'sms')
    .option('--language <code>', `one of ${LANGUAGES.join(', ')}`, 'da')
    .option('--case-ref <ref>', 'the reference in the case system')
    .action(
      run(async ({ house, out }, options: AddOptions) => {
        const name = named.safeParse(options.name)
        if (!name.success) throw new WrongUse('--name must be 1–200 characters.')
        withoutCpr({ name: options.name, 'case-ref': options.caseRef })
        const channel: ChannelKind = oneOf('--channel', options.channel, CHANNELS)
        const language: Language = oneOf('--language', options.language, LANGUAGES)
        const phone = phoneNumber(options.phone)
        const worker = await findCaseworker(house.db.sql, options.caseworker)
        if (!worker)
          throw new Failed(`There is no caseworker ${options.caseworker}; "makker caseworker list" shows them.`)
        const token = newToken()
        const added = await inviteCitizen(house, {
          ...{ name: name.data, phone, caseworkerId: worker.id, channel, language, token, zone: house.config.zone },
          ...(options.caseRef && { caseRef: options.caseRef }),
        }).catch((error: unknown) => {
          throw error instanceof AddressTaken ? new Failed(`This number belongs to ${error.alias} already.`) : error
        })
        out.result(added, ({ alias, invite }) =>
          details({ alias, token: invite.token, telegram: invite.telegram, sms: invite.sms }),
        )
      }),
    )

  noun
    .command('list')
    .description('all citizens')
    .action(
      run(async ({ house, out }) => {
        out.result(await listCitizens(house.db.sql), (all) =>
          table(
            all.map(({ id: _id, programmes: _programmes, channels, ...one }) => ({
              ...one,
              channels: channels.map(({ channel, state }) => `${channel} ${state}`),
            })),
            'No citizens yet; add one with "makker citizen add".',
          ),
        )
      }),
    )

  noun
    .command('show')
    .description('one citizen, with the name')
    .argument('<citizen>', 'id or alias')
    .action(
      run(async ({ house, out }, who: string) => {
        const id = await citizenId(house, who)
        await house.audit('show', id)
        out.result((await showCitizen(house.db.sql, house.vault, id))!, (one) => details({ ...one }))
      }),
    )

  for (const { verb, status, from, about } of MOVES)
    noun
      .command(verb)
      .description(about)
      .argument('<citizen>', 'id or alias')
      .action(
        run(async ({ house, out }, who: string) => {
          const id = await citizenId(house, who)
          const { alias, status: now } = (await showCitizen(house.db.sql, house.vault, id))!
          if (now === 'stopped' && status !== 'ended')
            throw new Failed(`${alias} said STOP; only their own START begins again.`)
          if (!from.includes(now)) throw new Failed(`${alias} is ${now}, so there is nothing to ${verb}.`)
          await setStatus(house, id, status)
          out.result({ id, alias, status }, () => `${alias} is ${status}.`)
        }),
      )

  noun
    .command('export')
    .description('everything stored about a citizen, readable, as JSON')
    .argument('<citizen>', 'id or alias')
    .action(
      run(async ({ house, out }, who: string) => {
        const id = await citizenId(house, who)
        await house.audit('export', id)
        const all = await exportCitizen(house.db.sql, house.vault, id)
        out.result(all, (value) => JSON.stringify(value, null, 2))
      }),
    )

  noun
    .command('erase')
    .description('destroy the key and every row of a citizen; cannot be undone')
    .argument('<citizen>', 'id or alias')
    .option('--yes', 'do it')
    .action(
      run(async ({ house, out }, who: string, options: { yes?: boolean }) => {
        const id = await citizenId(house, who)
        if (!options.yes)
          throw new WrongUse('This cannot be undone. Export first if you must keep something, then add --yes.')
        await eraseCitizen(house.db.sql, house.vault, id, { actor: 'cli', now: house.clock.now() })
        out.result({ id, erased: true }, () => `${who} is erased.`)
      }),
    )
}

export default citizen
