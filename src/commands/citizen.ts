import { writeFile } from 'node:fs/promises'
import { fileOf } from '../app/case-door.ts'
import { SHARED } from '../core/access.ts'
import { CHANNELS, type ChannelKind, LANGUAGES, type Language } from '../core/citizen.ts'
import { share, unshare } from '../db/access.ts'
import { openBeliefs } from '../db/beliefs.ts'
import { cardsOf } from '../db/cards.ts'
import { findCaseworker } from '../db/caseworkers.ts'
import { moveStatus, type StatusMove } from '../db/citizen-status.ts'
import { AddressTaken, eraseCitizen, listCitizens, showCitizen } from '../db/citizens.ts'
import { exportCitizen } from '../db/export.ts'
import { isWithPerson } from '../db/person-talk.ts'
import { newToken } from '../lib/ids.ts'
import { removeCards } from '../slack/erased.ts'
import { citizenId, colleagueNames, nameIn, withoutCpr } from './find.ts'
import { channelInWords } from './in-words.ts'
import { inviteCitizen } from './invite.ts'
import type { Noun } from './noun.ts'
import { details, Failed, table, WrongUse } from './output.ts'
import { phoneNumber } from './phone-number.ts'
import { checkLastDay } from './when.ts'

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

const MOVES: { verb: StatusMove; about: string }[] = [
  { verb: 'pause', about: 'no unasked messages until resumed' },
  { verb: 'resume', about: 'go on after a pause' },
  { verb: 'end', about: 'the enrolment is over' },
]

const isDate = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}

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
        const name = nameIn('--name', options.name)
        withoutCpr({ name, 'case-ref': options.caseRef })
        const channel: ChannelKind = oneOf('--channel', options.channel, CHANNELS)
        const language: Language = oneOf('--language', options.language, LANGUAGES)
        const phone = phoneNumber(options.phone)
        const worker = await findCaseworker(house.db.sql, options.caseworker)
        if (!worker)
          throw new Failed(`There is no caseworker ${options.caseworker}; "makker caseworker list" shows them.`)
        const token = newToken()
        const added = await inviteCitizen(house, {
          ...{ name, phone, caseworkerId: worker.id, channel, language, token, zone: house.config.zone },
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
        const names = await colleagueNames(house)
        out.result(await listCitizens(house.db.sql), (all) =>
          table(
            all.map(({ alias, status, language, caseworker, channels }) => ({
              ...{ alias, status, language, caseworker: names.get(caseworker) },
              channels: channels.map(channelInWords),
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
        const names = await colleagueNames(house)
        out.result(
          (await showCitizen(house.db.sql, house.vault, id))!,
          ({ id: _id, caseworker, channels, quiet, ...one }) =>
            details(
              {
                ...one,
                ...{ caseworker: names.get(caseworker), channels: channels.map(channelInWords) },
                quiet: `${quiet.from}–${quiet.to}`,
              },
              house.config.zone,
            ),
        )
      }),
    )

  for (const { verb, about } of MOVES)
    noun
      .command(verb)
      .description(about)
      .argument('<citizen>', 'id or alias')
      .action(
        run(async ({ house, out }, who: string) => {
          const id = await citizenId(house, who)
          const { sql } = house.db
          const it = { citizenId: id, move: verb, now: house.clock.now() }
          const { done, was, status } = await moveStatus(sql, house.vault, it, house.effectParts)
          const { alias } = (await showCitizen(sql, house.vault, id))!
          if (!done && was === 'stopped') throw new Failed(`${alias} said STOP; only their own START begins again.`)
          if (!done) throw new Failed(`${alias} is ${was}, so there is nothing to ${verb}.`)
          out.result({ id, alias, status }, () => `${alias} is ${status}.`)
        }),
      )

  noun
    .command('export')
    .description('everything stored about a citizen, readable, as JSON; or what matters of it as a PDF')
    .argument('<citizen>', 'id or alias')
    .option('--pdf <file>', 'write a PDF for the case file there')
    .action(
      run(async ({ house, out }, who: string, options: { pdf?: string }) => {
        const id = await citizenId(house, who)
        await house.audit(options.pdf ? 'export-pdf' : 'export', id)
        if (options.pdf) {
          const file = await fileOf(house, id, 'pdf', { name: 'Makker', language: 'da' })
          await writeFile(options.pdf, file!.body, { mode: 0o600 })
          return out.result({ file: options.pdf, bytes: file!.body.length }, ({ file: path }) => `Written to ${path}.`)
        }
        const all = {
          ...(await exportCitizen(house.db.sql, house.vault, id)),
          // Private to who gave them, and still part of what a request for access is answered with.
          beliefs: await openBeliefs(house.db.sql, house.vault, id),
        }
        out.result(all, (value) => JSON.stringify(value, null, 2))
      }),
    )

  noun
    .command('hand-back')
    .description('the companion goes on after a person has written with a citizen')
    .argument('<citizen>', 'id or alias')
    .option('--as <caseworker>', 'who hands back: id or Slack id')
    .action(
      run(async ({ house, out }, who: string, options: { as?: string }) => {
        const id = await citizenId(house, who)
        const { room } = house.people
        const mayNot = new Failed('This caseworker may not hand back for this citizen.')
        const { alias } = (await showCitizen(house.db.sql, house.vault, id))!
        if (!(await isWithPerson(house.db.sql, id, house.clock.now()))) {
          if (options.as !== undefined && !(await room.access({ by: options.as, citizenId: id })).talk) throw mayNot
          return out.result({ id, alias }, () => `Nobody has ${alias}, so there is nothing to hand back.`)
        }
        const done = await room.handBack({ by: options.as, citizenId: id })
        if (!done.done) throw mayNot
        await house.wake()
        out.result({ id, alias }, () => `Makker has ${alias} again.`)
      }),
    )

  noun
    .command('share')
    .description('a second professional sees what was agreed, until a date')
    .argument('<citizen>', 'id or alias')
    .requiredOption('--with <caseworker>', 'who: id or Slack id')
    .option('--what <what>', `what they see: ${SHARED.join(', ')}; left out: nothing any more`)
    .option('--until <date>', 'last day')
    .action(
      run(async ({ house, out }, who: string, options: { with: string; what?: string; until?: string }) => {
        const id = await citizenId(house, who)
        const other = await findCaseworker(house.db.sql, options.with)
        if (!other) throw new Failed(`There is no caseworker ${options.with}; "makker caseworker list" shows them.`)
        const it = { citizenId: id, caseworkerId: other.id, byId: null }
        const now = house.clock.now()
        if (!options.what) {
          if (!(await unshare(house.db.sql, it, now))) throw new Failed(`Nothing is shared with ${other.name}.`)
          return out.result({ id, with: other.id, what: null }, () => `Nothing is shared with ${other.name} any more.`)
        }
        const what = oneOf('--what', options.what, SHARED)
        if (!options.until || !/^\d{4}-\d\d-\d\d$/.test(options.until) || !isDate(options.until))
          throw new WrongUse('--until must be a date such as 2026-12-24.')
        checkLastDay(house, '--until', options.until)
        if (!(await share(house.db.sql, { ...it, what, until: options.until }, now)))
          throw new Failed(`${other.name} sees ${what} until ${options.until} already.`)
        out.result({ id, with: other.id, what, until: options.until }, (one) => `${other.name} sees ${one.what}.`)
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
        const cards = await cardsOf(house.db.sql, id)
        await eraseCitizen(house.db.sql, house.vault, id, { actor: 'cli', now: house.clock.now() })
        const { slack } = house.people
        const cardsLeft = slack ? await removeCards(await slack.client(), cards, house.log) : cards.length
        const say = cardsLeft === 0 ? '' : ` ${cardsLeft} cards in Slack could not be taken away; delete them there.`
        out.result({ id, erased: true, cardsLeft }, () => `${who} is erased.${say}`)
      }),
    )
}

export default citizen
