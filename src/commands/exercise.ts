import { citizenId } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed } from './output.ts'
import { becameOf } from './sent.ts'

const exercise: Noun = (program, run) => {
  const noun = program.command('exercise').description('exercises')

  noun
    .command('send')
    .description('offer an exercise now; ignores quiet hours, never STOP')
    .argument('<citizen>', 'id or alias')
    .action(
      run(async ({ house, out }, who: string) => {
        const sent = await house.sendNow('exercise', [await citizenId(house, who)])
        if (sent.length === 0)
          throw new Failed(`${who} is not active, so nothing was sent; "makker citizen show ${who}" says more.`)
        const became = await becameOf(house.db.sql, sent, house.config.zone)
        out.result({ sent: sent.length, messages: sent, became }, () => became)
      }),
    )
}

export default exercise
