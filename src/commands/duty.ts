import type { House } from '../app/house.ts'
import { findCaseworker } from '../db/caseworkers.ts'
import { addDuty, type DutyLine, listDuty, removeDuty, SameDuty } from '../db/duty.ts'
import type { Noun } from './noun.ts'
import { Failed, localTime, table, WrongUse } from './output.ts'
import { phoneNumber } from './phone-number.ts'
import { shortId, wholeId } from './short-id.ts'
import { instant } from './when.ts'

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
        const from = instant(house, { option: '--from', text: options.from }, out.note)
        const to = instant(house, { option: '--to', text: options.to }, out.note)
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
        }).catch((error: unknown) => {
          throw error instanceof SameDuty
            ? new Failed('This is on the rota already; "makker duty list" shows it.')
            : error
        })
        const added = (await listDuty(house.db.sql, from)).find((line) => line.id === id)!
        if (!added.phone) {
          await removeDuty(house.db.sql, id)
          throw new WrongUse(`${added.caseworker?.name} has no phone number; give --phone.`)
        }
        const [begins, ends] = [from, to].map((at) => localTime(at, house.config.zone))
        out.result(view(house, added), (it) => `${it.name ?? it.phone} is on duty from ${begins} to ${ends}.`)
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
          () =>
            table(
              lines.map(({ id, from, to, caseworker, phone }) => ({
                ...{ id: shortId(id), from, to, caseworker: caseworker?.name, phone },
              })),
              'Nobody is on duty by the rota; add somebody with "makker duty add".',
              house.config.zone,
            ),
        )
      }),
    )

  noun
    .command('remove')
    .description('take a line off the rota')
    .argument('<id>', 'its id, as "makker duty list" shows it')
    .action(
      run(async ({ house, out }, text: string) => {
        const id = await wholeId(house, text, 'duty')
        if (!id || !(await removeDuty(house.db.sql, id)))
          throw new Failed(`There is no line ${text} on the rota; "makker duty list" shows them.`)
        out.result({ id, removed: true }, () => 'Taken off the rota.')
      }),
    )
}

export default duty
