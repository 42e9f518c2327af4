import type { House } from '../app/house.ts'
import { type Case, OUTCOMES } from '../core/case.ts'
import { taskOf } from '../core/case-task.ts'
import { acknowledgeCase, type CaseActed, resolveCase } from '../db/case-actions.ts'
import { findCase, listCases } from '../db/escalation-load.ts'
import type { Noun } from './noun.ts'
import { details, Failed, table, WrongUse } from './output.ts'

/** The contract's shape. */
const view = ({ assigneeId, ...it }: Case) => ({ ...it, assignee: assigneeId })

const found = async (house: House, idOrAlias: string): Promise<Case> => {
  const it = await findCase(house.db.sql, idOrAlias)
  if (!it) throw new Failed(`There is no case ${idOrAlias}; "makker escalation list" shows them.`)
  return it
}

const done = (acted: CaseActed): Case => {
  if (acted.done) return acted.case
  if (acted.why === 'gone') throw new Failed('This case is gone.')
  if (acted.why === 'forbidden')
    throw new Failed("Only a caseworker of the citizen's team may do this; give one with --as.")
  if (acted.why === 'acute') throw new Failed('An acute case cannot be put aside.')
  if (acted.why === 'not-assessed')
    throw new Failed('A child may be at risk: decide whether to notify (barnets lov § 133), then add --assessed.')
  throw new Failed(`Too late: the case is ${acted.case.state} already${acted.first ? `, by ${acted.first.name}` : ''}.`)
}

const escalation: Noun = (program, run) => {
  const noun = program.command('escalation').description('cases: who needs a person')

  noun
    .command('list')
    .description('cases, unresolved first')
    .action(
      run(async ({ house, out }) => {
        out.result((await listCases(house.db.sql)).map(view), (all) =>
          table(
            all.map(({ id, alias, level, state, reasons, raisedAt, nextStepAt }) => ({
              ...{
                id,
                alias,
                level,
                state,
                reasons: [...new Set(reasons.map((reason) => reason.class))],
                raisedAt,
                nextStepAt,
              },
            })),
            'No cases: nobody is waiting for a person.',
          ),
        )
      }),
    )

  noun
    .command('show')
    .description('one case with its steps')
    .argument('<case>', 'id, or the alias of the citizen')
    .action(
      run(async ({ house, out }, id: string) => {
        const it = await found(house, id)
        const task = taskOf(it, house.people.policy)
        out.result({ ...view(it), ...(task && { task }) }, (one) => details({ ...one }))
      }),
    )

  noun
    .command('ack')
    .description('say that a person has it')
    .argument('<case>', 'id, or the alias of the citizen')
    .option('--as <caseworker>', 'who: id or Slack id; else the one it was given to')
    .action(
      run(async ({ house, out }, id: string, options: { as?: string }) => {
        const it = await found(house, id)
        const acted = await acknowledgeCase(house.caseActions, { caseId: it.id, by: options.as ?? it.assigneeId })
        const now = done(acted)
        await house.wake()
        out.result(view(now), ({ alias }) => `${alias} is acknowledged; the citizen is told.`)
      }),
    )

  noun
    .command('resolve')
    .description('close a case')
    .argument('<case>', 'id, or the alias of the citizen')
    .requiredOption('--outcome <outcome>', OUTCOMES.join(', '))
    .option('--as <caseworker>', 'who: id or Slack id; else the one it was given to')
    .option('--assessed', 'a child may be at risk: they have decided whether to notify')
    .action(
      run(async ({ house, out }, id: string, options: { outcome: string; as?: string; assessed?: boolean }) => {
        const outcome = OUTCOMES.find((one) => one === options.outcome)
        if (!outcome) throw new WrongUse(`--outcome "${options.outcome}" is not one of ${OUTCOMES.join(', ')}.`)
        const it = await found(house, id)
        const acted = await resolveCase(house.caseActions, {
          caseId: it.id,
          by: options.as ?? it.acknowledgedBy ?? it.assigneeId,
          outcome,
          assessed: options.assessed ?? false,
        })
        const now = done(acted)
        await house.wake()
        out.result(view(now), ({ alias }) => `${alias} is resolved.`)
      }),
    )
}

export default escalation
