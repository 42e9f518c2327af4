import type { House } from '../app/house.ts'
import { findCaseworker } from '../db/caseworkers.ts'
import { addDuty, type DutyLine, listDuty, removeDuty } from '../db/duty.ts'
import type { Noun } from './noun.ts'
import { Failed, table, WrongUse } from './output.ts'
import { phoneNumber } from './phone-number.ts'

/** A local time, or an instant with its offset. */
const moment = ({ config }: House, text: string, option: string): Temporal.Instant => {
  try {
    return /[Z+]|-\d\d:\d\d$/.test(text.slice(10))
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(config.zone).toInstant()
  } catch {
    throw new WrongUse(`${option} "${text}" is not a time; write it like 2026-12-24T16:00.`)
  }
}

const view = ({ config }: House, { id, from, to, caseworker, phone }: DutyLine) => ({
  id,
  from: from.toZonedDateTimeISO(config.zone).toString({ timeZoneName: 'never' }),
  to: to.toZonedDateTimeISO(config.zone).toString({ timeZoneName: 'never' }),
  caseworker: caseworker?.id ?? null,
  name: caseworker?.name ?? null,
  phone,
})

const duty: Noun = (program, run) => {
  const noun = program.command('duty').description('who is on duty beside working hours, and by which phone')

  noun
    .command('add')
    .description('somebody is on duty: acute cases ring their phone at once')
    .requiredOption('--from <time>', 'local time it begins, such as 2026-12-24T16:00')
    .requiredOption('--to <time>', 'local time it ends')
    .option('--caseworker <id>', 'who: id or Slack id')
    .option('--phone <number>', "the phone; else the caseworker's own")
    .action(
      run(async ({ house, out }, options: { from: string; to: string; caseworker?: string; phone?: string }) => {
        const from = moment(house, options.from, '--from')
        const to = moment(house, options.to, '--to')
        if (Temporal.Instant.compare(to, from) <= 0) throw new WrongUse('--to is not after --from.')
        if (Temporal.Instant.compare(to, house.clock.now()) <= 0) throw new WrongUse(`--to ${options.to} is past.`)
        const phone = options.phone && phoneNumber(options.phone)
        const who = options.caseworker && (await findCaseworker(house.db.sql, options.caseworker))
        if (options.caseworker && !who)
          throw new Failed(`There is no caseworker ${options.caseworker}; "makker caseworker list" shows them.`)
        if (!who && !phone) throw new WrongUse('Give --caseworker, --phone or both.')
        const id = await addDuty(house.db.sql, {
          from,
          to,
          ...(who && { caseworkerId: who.id }),
          ...(phone && { phone }),
        })
        const added = (await listDuty(house.db.sql, from)).find((line) => line.id === id)!
        if (!added.phone) {
          await removeDuty(house.db.sql, id)
          throw new WrongUse(`${added.caseworker?.name} has no phone number; give --phone.`)
        }
        out.result(view(house, added), (it) => `${it.name ?? it.phone} is on duty from ${it.from} to ${it.to}.`)
      }),
    )

  noun
    .command('list')
    .description('the rota from now on')
    .action(
      run(async ({ house, out }) => {
        const lines = await listDuty(house.db.sql, house.clock.now())
        out.result(
          lines.map((line) => view(house, line)),
          (all) => table(all, 'Nobody is on duty by the rota; add somebody with "makker duty add".'),
        )
      }),
    )

  noun
    .command('remove')
    .description('take a line off the rota')
    .argument('<id>', 'its id, as "makker duty list" shows it')
    .action(
      run(async ({ house, out }, id: string) => {
        if (!/^[0-9a-f-]{36}$/i.test(id) || !(await removeDuty(house.db.sql, id)))
          throw new Failed(`There is no line ${id} on the rota; "makker duty list" shows them.`)
        out.result({ id, removed: true }, () => 'Taken off the rota.')
      }),
    )
}

export default duty
