import { listReminderJobs } from '../db/reminder-jobs.ts'
import { citizenId } from './find.ts'
import { scheduleInWords } from './in-words.ts'
import type { Noun } from './noun.ts'
import { table, WrongUse } from './output.ts'
import { becameOf, whyNotSent } from './sent.ts'

const NAMES = ['plan', 'check-in', 'exercise'] as const

const job: Noun = (program, run) => {
  const noun = program.command('job').description('reminder jobs')

  noun
    .command('list')
    .description('reminder jobs and when each fires next')
    .action(
      run(async ({ house, out }) => {
        out.result(await listReminderJobs(house.db.sql), (all) =>
          table(
            all.map(({ alias, name, schedule, state, nextFire, late }) => ({
              ...{ alias, name, schedule: scheduleInWords(schedule), state, nextFire, late },
            })),
            'No reminder jobs yet: they start when a citizen has joined.',
            house.config.zone,
          ),
        )
      }),
    )

  noun
    .command('run')
    .description('run a job now; ignores quiet hours, never STOP')
    .argument('<name>', NAMES.join(', '))
    .option('--citizen <citizen>', 'for one citizen only')
    .action(
      run(async ({ house, out }, name: string, options: { citizen?: string }) => {
        const wanted = NAMES.find((one) => one === name)
        if (!wanted) throw new WrongUse(`There is no job ${name}; there are ${NAMES.join(', ')}.`)
        const id = options.citizen && (await citizenId(house, options.citizen))
        const sent = await house.sendNow(wanted, id ? [id] : undefined)
        const nobody = () => (id ? whyNotSent(house, id) : 'Nobody is active, so nothing was sent.')
        const became = sent.length > 0 ? await becameOf(house.db.sql, sent, house.config.zone) : await nobody()
        out.result({ job: wanted, sent: sent.length, messages: sent, became }, () => became)
      }),
    )
}

export default job
