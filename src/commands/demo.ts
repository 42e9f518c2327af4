import type { Noun } from './noun.ts'
import { Failed, table, WrongUse } from './output.ts'

const SPAN = /^(\d+)\s*(m|min|h|d|w)$/
const UNIT = { m: 'minutes', min: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const

/** Where the clock goes: by a span of wall-clock time in the town's zone, or to a time. */
const target = (
  span: string | undefined,
  to: string | undefined,
  now: Temporal.Instant,
  zone: string,
): Temporal.Instant => {
  if ((span === undefined) === (to === undefined))
    throw new WrongUse('Say how far (26h, 8d) or --to when, one of the two.')
  if (to !== undefined) {
    try {
      return /(Z|[+-]\d\d:?\d\d)$/i.test(to)
        ? Temporal.Instant.from(to)
        : Temporal.PlainDateTime.from(to).toZonedDateTime(zone).toInstant()
    } catch {
      throw new WrongUse(`--to "${to}" is not a time; write it like 2026-11-24T10:00.`)
    }
  }
  const parts = SPAN.exec(span!.trim())
  if (!parts) throw new WrongUse(`"${span}" is not a span of time; write it like 90m, 26h or 8d.`)
  return now
    .toZonedDateTimeISO(zone)
    .add({ [UNIT[parts[2] as keyof typeof UNIT]]: Number(parts[1]) })
    .toInstant()
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
        const to = target(span, options.to, from, house.config.zone)
        if (Temporal.Instant.compare(to, from) < 0) throw new WrongUse('Time only goes forward.')
        const fired = await house.advance(to)
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
