import type { House } from '../app/house.ts'
import { CASE_LEVELS, type Case, FILED, OUTCOMES } from '../core/case.ts'
import { MEETINGS, SNOOZES, snoozeUntil } from '../core/snooze.ts'
import {
  acknowledgeCase,
  type CaseActed,
  meetCase,
  reopenCase,
  resolveCase,
  snoozeCase,
  stillOnCase,
  unacknowledgeCase,
} from '../db/case-actions.ts'
import { findCase, listCases } from '../db/escalation-load.ts'
import { caseInWords, showCase, view } from './case-shown.ts'
import { citizenId, colleagueNames } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed, localTime, table, WrongUse } from './output.ts'
import { shortId, wholeId } from './short-id.ts'

const local = (house: House, at: Temporal.Instant | null): string => (at ? localTime(at, house.config.zone) : 'no time')

const found = async (house: House, idOrAlias: string): Promise<Case> => {
  const it = await findCase(house.db.sql, (await wholeId(house, idOrAlias, 'escalation')) ?? idOrAlias)
  if (!it) throw new Failed(`There is no case ${idOrAlias}; "makker escalation list" shows them.`)
  return it
}

/** Who acts: the one who says so, or else whoever it is, on behalf of this colleague. */
const acting = (as: string | undefined, other: string): { by: string; onBehalf: boolean } => ({
  by: as ?? other,
  onBehalf: as === undefined,
})

const done = (acted: CaseActed): Case => {
  if (acted.done) return acted.case
  if (acted.why === 'gone') throw new Failed('This case is gone.')
  if (acted.why === 'forbidden')
    throw new Failed("Only a caseworker of the citizen's team may do this; give one with --as.")
  if (acted.why === 'acute') throw new Failed('An acute case cannot be put aside.')
  if (acted.why === 'unseen') throw new Failed('Nobody has seen this case yet: acknowledge it before it is put aside.')
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
        const names = await colleagueNames(house)
        out.result((await listCases(house.db.sql)).map(view), (all) =>
          table(
            all.map(({ id, alias, level, state, reasons, assignee, raisedAt, nextStepAt }) => ({
              ...{ id: shortId(id), alias, level, state, reasons: [...new Set(reasons.map((reason) => reason.class))] },
              ...{ assignee: names.get(assignee), raisedAt, nextStepAt },
            })),
            'No cases: nobody is waiting for a person.',
            house.config.zone,
          ),
        )
      }),
    )

  noun
    .command('show')
    .description('one case with what happened, and what will if nobody does anything')
    .argument('<case>', 'id, or the alias of the citizen')
    .action(
      run(async ({ house, out }, id: string) => {
        const it = await found(house, id)
        const names = await colleagueNames(house)
        const shown = await showCase(house, it, names)
        out.result(shown, (one) => caseInWords(one, names, house.config.zone))
      }),
    )

  noun
    .command('raise')
    .description('raise a case by hand: a colleague has heard something, or wants to see a card')
    .argument('<citizen>', 'id or alias')
    .option('--level <level>', CASE_LEVELS.join(', '), 'soon')
    .action(
      run(async ({ house, out }, who: string, options: { level: string }) => {
        const level = CASE_LEVELS.find((one) => one === options.level)
        if (!level) throw new WrongUse(`--level "${options.level}" is not one of ${CASE_LEVELS.join(', ')}.`)
        const id = await citizenId(house, who)
        await house.audit('raise', id)
        const { raise } = house.people.parts
        const raised = await house.db.sql
          .transaction()
          .execute((tx) => raise(tx, id, { level, class: 'other', byHand: true }, house.clock.now()))
        await house.caseActions.armed?.(raised.followUps)
        await house.wake()
        out.result(
          view((await findCase(house.db.sql, raised.caseId))!),
          ({ alias }) => `${alias} has a case: ${level}.`,
        )
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
        const who = acting(options.as, it.assigneeId)
        const acted = await acknowledgeCase(house.caseActions, { caseId: it.id, ...who })
        const now = done(acted)
        await house.wake()
        // Who never heard of the case, or has said STOP since, is told nothing.
        const told = acted.done && acted.after.outbox ? 'told' : 'not told'
        const names = await colleagueNames(house)
        const how = who.onBehalf ? `, from the command line on behalf of ${names.get(it.assigneeId)}` : ''
        out.result(
          { ...view(now), onBehalf: who.onBehalf },
          ({ alias }) => `${alias} is acknowledged${how}; the citizen is ${told}.`,
        )
      }),
    )

  noun
    .command('resolve')
    .description('close a case')
    .argument('<case>', 'id, or the alias of the citizen')
    .requiredOption('--outcome <outcome>', OUTCOMES.join(', '))
    .option('--as <caseworker>', 'who: id or Slack id; else the one it was given to')
    .option('--assessed', 'a child may be at risk: they have decided whether to notify')
    .option('--filed <how>', `is it in the case file: ${FILED.join(', ')}`)
    .action(
      run(
        async (
          { house, out },
          id: string,
          options: { outcome: string; as?: string; assessed?: boolean; filed?: string },
        ) => {
          const outcome = OUTCOMES.find((one) => one === options.outcome)
          if (!outcome) throw new WrongUse(`--outcome "${options.outcome}" is not one of ${OUTCOMES.join(', ')}.`)
          const filed = FILED.find((one) => one === options.filed)
          if (options.filed && !filed)
            throw new WrongUse(`--filed "${options.filed}" is not one of ${FILED.join(', ')}.`)
          const it = await found(house, id)
          const acted = await resolveCase(house.caseActions, {
            caseId: it.id,
            ...acting(options.as, it.acknowledgedBy ?? it.assigneeId),
            outcome,
            assessed: options.assessed ?? false,
            ...(filed && { filed }),
          })
          const now = done(acted)
          await house.wake()
          out.result(view(now), ({ alias }) => `${alias} is resolved.`)
        },
      ),
    )

  noun
    .command('snooze')
    .description('put a case aside for a while; not an acute one')
    .argument('<case>', 'id, or the alias of the citizen')
    .requiredOption('--until <when>', SNOOZES.join(', '))
    .option('--as <caseworker>', 'who: id or Slack id; else the one it was given to')
    .action(
      run(async ({ house, out }, id: string, options: { until: string; as?: string }) => {
        const until = SNOOZES.find((one) => one === options.until)
        if (!until) throw new WrongUse(`--until "${options.until}" is not one of ${SNOOZES.join(', ')}.`)
        const it = await found(house, id)
        const asked = snoozeUntil(until, house.clock.now(), house.people.policy.hours)
        const now = done(
          await snoozeCase(house.caseActions, { caseId: it.id, ...acting(options.as, it.assigneeId), until }),
        )
        await house.wake()
        const isCut = now.snoozedUntil && Temporal.Instant.compare(now.snoozedUntil, asked) < 0
        const why = isCut ? `: what is for ${now.level} waits no longer than to the next working day` : ''
        out.result(
          view(now),
          ({ alias, snoozedUntil }) => `${alias} is open again at ${local(house, snoozedUntil)}${why}.`,
        )
      }),
    )

  noun
    .command('meeting')
    .description('who has the case is in a meeting: it waits until then, an acute one goes on')
    .argument('<case>', 'id, or the alias of the citizen')
    .requiredOption('--until <when>', `minutes (such as ${MEETINGS.join(', ')}) or a local time such as 10:30`)
    .option('--as <caseworker>', 'who: id or Slack id; else the one it was given to')
    .action(
      run(async ({ house, out }, id: string, options: { until: string; as?: string }) => {
        const minutes = /^\d{1,3}$/.test(options.until) ? Number(options.until) : undefined
        if (minutes === undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(options.until))
          throw new WrongUse(`--until "${options.until}" is neither minutes nor a time such as 10:30.`)
        const it = await found(house, id)
        const until = minutes ? { minutes } : { at: options.until }
        const now = done(
          await meetCase(house.caseActions, { caseId: it.id, ...acting(options.as, it.assigneeId), until }),
        )
        await house.wake()
        out.result(view(now), ({ alias, nextStepAt }) => `${alias}: the next step is at ${local(house, nextStepAt)}.`)
      }),
    )

  const plain: [string, string, typeof reopenCase, (alias: string) => string][] = [
    ['unack', 'nobody has it any more: the next person is told', unacknowledgeCase, (it) => `${it} is open again.`],
    ['still-on-it', 'who has it says that they still do', stillOnCase, (it) => `${it} stays as it is.`],
    ['reopen', 'open a closed case again', reopenCase, (it) => `${it} is open again.`],
  ]
  for (const [verb, about, act, says] of plain)
    noun
      .command(verb)
      .description(about)
      .argument('<case>', 'id, or the alias of the citizen')
      .option('--as <caseworker>', 'who: id or Slack id; else the one who has, or had, it')
      .action(
        run(async ({ house, out }, id: string, options: { as?: string }) => {
          const it = await found(house, id)
          const who = acting(options.as, it.acknowledgedBy ?? it.assigneeId)
          const now = done(await act(house.caseActions, { caseId: it.id, ...who }))
          await house.wake()
          out.result(view(now), ({ alias }) => says(alias))
        }),
      )
}

export default escalation
