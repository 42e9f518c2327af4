import { citizenId } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed } from './output.ts'
import { becameOf, whyNotSent } from './sent.ts'

const exercise: Noun = (program, run) => {
  const noun = program.command('exercise').description('exercises')

  noun
    .command('send')
    .description('offer an exercise now; ignores quiet hours, never STOP')
    .argument('<citizen>', 'id or alias')
    .action(
      run(async ({ house, out }, who: string) => {
        const id = await citizenId(house, who)
        const sent = await house.sendNow('exercise', [id])
        if (sent.length === 0) throw new Failed(await whyNotSent(house, id))
        const became = await becameOf(house.db.sql, sent, house.config.zone)
        out.result({ sent: sent.length, messages: sent, became }, () => became)
      }),
    )
}

export default exercise
