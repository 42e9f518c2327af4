import type { Noun } from './noun.ts'
import { Failed, table, WrongUse } from './output.ts'
import { dayProgress } from './progress.ts'
import { anyInstant } from './when.ts'

const SPAN = /^(\d+)\s*(m|min|h|d|w)$/
const UNIT = { m: 'minutes', min: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const

/** Where the clock goes: by a span of wall-clock time in the town's zone, or to a time. */
const target = (
  span: string | undefined,
  to: string | undefined,
  { now, zone, tell }: { now: Temporal.Instant; zone: string; tell: (line: string) => void },
): Temporal.Instant => {
  if ((span === undefined) === (to === undefined))
    throw new WrongUse('Say how far (26h, 8d) or --to when, one of the two.')
  if (to !== undefined) return anyInstant({ option: '--to', text: to }, zone, tell)
  const parts = SPAN.exec(span!.trim())
  if (!parts) throw new WrongUse(`"${span}" is not a span of time; write it like 90m, 26h or 8d.`)
  try {
    return now
      .toZonedDateTimeISO(zone)
      .add({ [UNIT[parts[2] as keyof typeof UNIT]]: Number(parts[1]) })
      .toInstant()
  } catch {
    throw new WrongUse(`${span} is further than time goes; write it like 90m, 26h or 8d.`)
  }
}

const demo: Noun = (program, run) => {
  const noun = program.command('demo').description("the demo town's clock")

  noun
    .command('advance')
    .description('let time pass: everything that falls due on the way happens, in order')
    .argument('[span]', 'how far: 90m, 26h, 8d')
    .option('--to <time>', 'until this time')
    .action(
      run(async ({ house, out }, span: string | undefined, options: { to?: string }) => {
        if (!house.advance)
          throw new Failed(
            'This is not a demo, and real time cannot be moved; start with MAKKER_DEMO=on to try things out.',
          )
        const from = house.clock.now()
        const to = target(span, options.to, { now: from, zone: house.config.zone, tell: out.note })
        if (Temporal.Instant.compare(to, from) < 0) throw new WrongUse('Time only goes forward.')
        const progress = dayProgress(process.stderr, { from, to, zone: house.config.zone })
        const fired = await house.advance(to, undefined, progress.moved).finally(progress.done)
        const local = (at: Temporal.Instant): string =>
          at
            .toZonedDateTimeISO(house.config.zone)
            .toPlainDateTime()
            .toString({ smallestUnit: 'minute' })
            .replace('T', ' ')
        out.result({ from, to, fired }, () =>
          [
            table(
              fired.map(({ at, what, alias }) => ({ at: local(at), what, alias })),
              'Nothing was due.',
            ),
            `It is now ${local(to)}.`,
          ].join('\n'),
        )
      }),
    )
}

export default demo
