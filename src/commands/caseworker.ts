import { z } from 'zod'
import type { House } from '../app/house.ts'
import { addCaseworker, findCaseworker, listCaseworkers, SlackIdTaken } from '../db/caseworkers.ts'
import { activate } from '../db/colleagues.ts'
import { addCover } from '../db/covers.ts'
import { nameIn, withoutCpr } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed, table, WrongUse } from './output.ts'
import { phoneNumber } from './phone-number.ts'
import { checkLastDay, today } from './when.ts'

const known = async ({ db }: House, idOrSlack: string) => {
  const found = await findCaseworker(db.sql, idOrSlack)
  if (!found) throw new Failed(`There is no caseworker ${idOrSlack}; "makker caseworker list" shows them.`)
  return found
}

const date = (text: string, option: string): string => {
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch {
    throw new WrongUse(`${option} "${text}" is not a date; write it like 2026-12-24.`)
  }
}

/** A user's id, of a workspace or of a whole enterprise: https://docs.slack.dev/reference/objects/user-object */
const slackUser = z
  .string()
  .trim()
  .max(50)
  .regex(/^[UW][A-Z0-9]+$/)

const slackId = (text: string): string => {
  const id = slackUser.safeParse(text)
  if (!id.success)
    throw new WrongUse(`--slack "${text}" is not a Slack user id; it looks like U012AB3CD and stands in the profile.`)
  return id.data
}

const caseworker: Noun = (program, run) => {
  const noun = program.command('caseworker').description('add and list caseworkers, say who covers for whom')

  noun
    .command('add')
    .description('add a caseworker, and their team if it is new')
    .requiredOption('--name <name>', 'full name')
    .requiredOption('--slack <id>', 'Slack user id, such as U012AB3CD')
    .requiredOption('--team <name>', 'the team')
    .option('--lead', 'leads the team: gets what nobody else takes')
    .option('--phone <number>', 'what citizens may call')
    .option('--language <language>', 'what Slack says to them: da or en', 'da')
    .action(
      run(
        async (
          { house, out },
          options: { name: string; slack: string; team: string; lead?: boolean; phone?: string; language: string },
        ) => {
          const [name, team] = [nameIn('--name', options.name), nameIn('--team', options.team)]
          withoutCpr({ name, team })
          const slack = slackId(options.slack)
          const phone = options.phone && phoneNumber(options.phone)
          const language = (['da', 'en'] as const).find((one) => one === options.language)
          if (!language) throw new WrongUse(`--language "${options.language}" is not da or en.`)
          const id = await addCaseworker(
            house.db.sql,
            { ...{ name, slack, team, language }, ...(options.lead && { lead: true }), ...(phone && { phone }) },
            house.clock.now(),
          ).catch((error: unknown) => {
            throw error instanceof SlackIdTaken
              ? new Failed(`A caseworker with the Slack id ${error.slack} is there already.`)
              : error
          })
          const added = (await listCaseworkers(house.db.sql, today(house))).find((one) => one.id === id)!
          out.result(added, () => `${added.name} is in ${added.team}.`)
        },
      ),
    )

  noun
    .command('list')
    .description('all caseworkers, and who covers for whom today')
    .action(
      run(async ({ house, out }) => {
        out.result(await listCaseworkers(house.db.sql, today(house)), (all) =>
          table(
            all.map(({ id: _id, cover, ...one }) => ({
              ...one,
              cover: cover ? `${cover.name} ${cover.from}–${cover.to}` : null,
            })),
            'No caseworkers yet; add one with "makker caseworker add".',
          ),
        )
      }),
    )

  noun
    .command('cover')
    .description('somebody stands in for an absent caseworker')
    .argument('<id>', 'who is away: id or Slack id')
    .requiredOption('--by <id>', 'who stands in')
    .requiredOption('--from <date>', 'first day away')
    .requiredOption('--to <date>', 'last day away')
    .action(
      run(async ({ house, out }, id: string, options: { by: string; from: string; to: string }) => {
        const [away, by] = [await known(house, id), await known(house, options.by)]
        const [from, to] = [date(options.from, '--from'), date(options.to, '--to')]
        if (to < from) throw new WrongUse(`--to ${to} is before --from ${from}.`)
        checkLastDay(house, '--to', to)
        if (away.id === by.id) throw new WrongUse('Nobody covers for themselves; give --by somebody else.')
        const cover = await addCover(house.db.sql, { caseworkerId: away.id, byId: by.id, from, to })
        out.result(
          { id: cover, caseworker: away.id, by: by.id, from, to },
          () => `${by.name} covers for ${away.name} from ${from} to ${to}.`,
        )
      }),
    )

  noun
    .command('deactivate')
    .description('somebody has left: they see nothing any more, and their open cases go to who covers for them')
    .argument('<id>', 'who: id or Slack id')
    .action(
      run(async ({ house, out }, id: string) => {
        const gone = await known(house, id)
        const done = await house.people.room.left(gone.id, 'command', 'cli')
        if (!done) throw new Failed(`${gone.name} has been deactivated already.`)
        await house.wake()
        const { heir, cases } = done
        out.result({ id: gone.id, heir: heir?.id ?? null, cases: cases.map(({ caseId }) => caseId) }, () =>
          heir
            ? `${gone.name} is deactivated. ${heir.name} stands in. Open cases that went to them: ${cases.length}.`
            : `${gone.name} is deactivated. Nobody is left in the team: somebody must look at their citizens.`,
        )
      }),
    )

  noun
    .command('activate')
    .description('a deactivated colleague is back, with their citizens')
    .argument('<id>', 'who: id or Slack id')
    .action(
      run(async ({ house, out }, id: string) => {
        const back = await known(house, id)
        if (!(await activate(house.db.sql, { id: back.id, by: 'cli' }, house.clock.now())))
          throw new Failed(`${back.name} is not deactivated.`)
        out.result({ id: back.id }, () => `${back.name} is back.`)
      }),
    )
}

export default caseworker
