import { listCheckIns } from '../db/check-ins.ts'
import { citizenId } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed, table, WrongUse } from './output.ts'
import { becameOf, whyNotSent } from './sent.ts'

const checkIn: Noun = (program, run) => {
  const noun = program.command('check-in').description('check-ins')

  noun
    .command('list')
    .description('check-ins with their answers, newest first')
    .option('--citizen <citizen>', 'of one citizen')
    .action(
      run(async ({ house, out }, options: { citizen?: string }) => {
        const id = options.citizen && (await citizenId(house, options.citizen))
        await house.audit('check-in-list', id || undefined)
        out.result(await listCheckIns(house.db.sql, house.vault, id ? { citizenId: id } : {}), (all) =>
          table(
            all.map(({ alias, instrument, state, score, answers, sentAt }) => ({
              alias,
              instrument,
              state,
              score,
              answers,
              sentAt,
            })),
            'No check-ins yet.',
            house.config.zone,
          ),
        )
      }),
    )

  noun
    .command('send')
    .description('send a check-in now; ignores quiet hours, never STOP')
    .argument('<citizen>', 'id or alias')
    .requiredOption('--instrument <name>', 'who5 or weekly')
    .action(
      run(async ({ house, out }, who: string, options: { instrument: string }) => {
        if (!house.content.instruments.some(({ name }) => name === options.instrument))
          throw new WrongUse(
            `--instrument "${options.instrument}" is not one of ${house.content.instruments.map(({ name }) => name).join(', ')}.`,
          )
        const id = await citizenId(house, who)
        const sent = await house.sendNow('check-in', [id], { instrument: options.instrument })
        if (sent.length === 0) throw new Failed(await whyNotSent(house, id))
        const became = await becameOf(house.db.sql, sent, house.config.zone)
        out.result({ sent: sent.length, messages: sent, became }, () => became)
      }),
    )
}

export default checkIn
