import { queueSafetyPlanOffer } from '../db/safety-plans.ts'
import { createBegin } from '../dialogs/begin.ts'
import { citizenId } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed } from './output.ts'

const safetyPlan: Noun = (program, run) => {
  const noun = program.command('safety-plan').description("a citizen's own plan for hard days")

  noun
    .command('offer')
    .description('ask whether they would like to make one; the plan is theirs')
    .argument('<citizen>', 'id or alias')
    .action(
      run(async ({ house, out }, who: string) => {
        const id = await citizenId(house, who)
        const begin = createBegin({ instrument: () => undefined, exercises: [] })
        const sent = await queueSafetyPlanOffer(house.db.sql, id, begin('safety-plan', {}), house.clock.now())
        if (!sent) throw new Failed(`${who} is not active, or a person is being called for them, so nothing was sent.`)
        await house.audit('safety-plan.offer', id)
        await house.wake()
        out.result({ message: sent }, () => 'On its way; "makker message list" shows what becomes of it.')
      }),
    )
}

export default safetyPlan
