import { showCitizen } from '../db/citizens.ts'
import { addPlanItem, listPlanItems, type PlanItemView, removePlanItem, SamePlanItem } from '../db/plan-items.ts'
import { citizenId, masked } from './find.ts'
import type { Noun } from './noun.ts'
import { Failed, table, WrongUse } from './output.ts'
import { shortId, wholeId } from './short-id.ts'
import { localDateTime } from './when.ts'

const EVERY = ['day', 'weekday', 'week'] as const
const ABSENCE = ['counts', 'forward', 'none'] as const

interface AddOptions {
  what: string
  when: string
  every?: string
  place?: string
  travel?: string
  absence: string
}

/** What is over is kept at the end. `items`: in the order of time. */
const nextFirst = (items: readonly PlanItemView[], now: Temporal.Instant): PlanItemView[] => {
  const isOver = ({ startsAt }: PlanItemView): boolean => Temporal.Instant.compare(startsAt, now) < 0
  return [...items.filter((item) => !isOver(item)), ...items.filter(isOver)]
}

const plan: Noun = (program, run) => {
  const noun = program.command('plan').description("a citizen's plan")

  noun
    .command('show')
    .description('what is planned, next first; what is over stands last')
    .argument('<citizen>', 'id or alias')
    .action(
      run(async ({ house, out }, who: string) => {
        const id = await citizenId(house, who)
        await house.audit('plan-show', id)
        const planned = await listPlanItems(house.db.sql, house.vault, id)
        out.result(nextFirst(planned, house.clock.now()), (items) =>
          table(
            items.map(({ answers, ...item }) => ({
              ...{
                id: shortId(item.id),
                when: item.startsLocal.replace('T', ' ').slice(0, 16),
                what: item.what,
                place: item.place,
                travel: item.travel,
              },
              ...{
                every: item.every,
                absence: item.absence,
                answers: answers.map(({ occurrence, answer }) => `${occurrence} ${answer}`),
              },
            })),
            'Nothing planned; add an item with "makker plan add".',
          ),
        )
      }),
    )

  noun
    .command('add')
    .description('add an item to the plan')
    .argument('<citizen>', 'id or alias')
    .requiredOption('--what <text>', 'what it is, as the citizen reads it')
    .requiredOption('--when <time>', 'local time, such as 2026-11-24T10:00')
    .option('--every <period>', `repeats: ${EVERY.join(', ')} (weekday: Monday to Friday, no public holidays)`)
    .option('--place <text>', 'where')
    .option('--travel <text>', 'how to get there, such as "Bus 15 kl. 9.20 fra Torvet"')
    .option(
      '--absence <meaning>',
      `what a NEJ means: ${ABSENCE.join(', ')}; unless none, what repeats skips holidays and closing days`,
      'none',
    )
    .action(
      run(async ({ house, out }, who: string, options: AddOptions) => {
        const every = EVERY.find((one) => one === options.every)
        if (options.every && !every) throw new WrongUse(`--every "${options.every}" is not one of ${EVERY.join(', ')}.`)
        const absence = ABSENCE.find((one) => one === options.absence)
        if (!absence) throw new WrongUse(`--absence "${options.absence}" is not one of ${ABSENCE.join(', ')}.`)
        for (const [name, text] of Object.entries({ what: options.what, place: options.place, travel: options.travel }))
          if (text !== undefined && (text.trim() === '' || text.length > 120))
            throw new WrongUse(`--${name} must be 1–120 characters.`)
        const clean = (name: 'what' | 'place' | 'travel') => masked(name, options[name] ?? '', out.note)
        const [what, place, travel] = [clean('what'), clean('place'), clean('travel')]
        const id = await citizenId(house, who)
        const { alias, quiet, zone } = (await showCitizen(house.db.sql, house.vault, id))!
        const startsLocal = localDateTime(house, { option: '--when', text: options.when }, zone, out.note)
        const item = await addPlanItem(
          house.db.sql,
          house.vault,
          {
            ...{ citizenId: id, what, startsLocal, person: { zone, quiet }, absence },
            rules: house.content.rules,
            ...(every && { every }),
            ...(place && { place }),
            ...(travel && { travel }),
          },
          house.clock.now(),
        ).catch((error: unknown) => {
          throw error instanceof SamePlanItem
            ? new Failed(`This is in the plan of ${alias} already; "makker plan show ${alias}" shows it.`)
            : error
        })
        const added = (await listPlanItems(house.db.sql, house.vault, id)).find((one) => one.id === item)!
        if (Temporal.Instant.compare(added.startsAt, house.clock.now()) <= 0 && !every)
          out.note('This time has passed: no reminder will go.')
        if (!added.startsLocal.replace(' ', 'T').startsWith(startsLocal.toString().slice(0, 16)))
          out.note(`Not a working day: it begins on ${added.startsLocal.slice(0, 10)}.`)
        out.result(added, () => `${what}, ${added.startsLocal.replace('T', ' ').slice(0, 16)}: ${shortId(item)}`)
      }),
    )

  noun
    .command('remove')
    .description('take an item out of the plan')
    .argument('<item>', 'its id')
    .action(
      run(async ({ house, out }, text: string) => {
        const item = await wholeId(house, text, 'plan_item')
        if (!item || !(await removePlanItem(house.db.sql, item)))
          throw new Failed(`There is no plan item ${text}; "makker plan show" lists them.`)
        out.result({ id: item, removed: true }, () => 'Removed.')
      }),
    )
}

export default plan
