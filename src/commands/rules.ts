import { previewRules } from '../app/digests.ts'
import { TOO_MANY } from '../core/preview.ts'
import type { Noun } from './noun.ts'
import { table, WrongUse } from './output.ts'

const rules: Noun = (program, run) => {
  const noun = program.command('rules').description('the limits in content/rules')

  noun
    .command('preview')
    .description('how many cases a week the rules would raise, on the answers of the last weeks')
    .option('--weeks <number>', 'how many weeks of answers', '4')
    .action(
      run(async ({ house, out }, options: { weeks: string }) => {
        const weeks = Number(options.weeks)
        if (!Number.isInteger(weeks) || weeks < 1 || weeks > 52) throw new WrongUse('--weeks must be 1–52.')
        const { caseActions: actions, content, database } = house
        const expected = await previewRules({ actions, content, database }, { weeks })
        for (const { name, perWeek, tooMany } of expected)
          if (tooMany) out.note(`${name} would get ${perWeek.toFixed(1)} cases a week, more than ${TOO_MANY}.`)
        out.result(expected, (all) =>
          table(
            all.map(({ name, citizens, perWeek }) => ({
              caseworker: name,
              citizens,
              'cases a week': perWeek.toFixed(1),
            })),
            'No caseworkers yet.',
          ),
        )
      }),
    )
}

export default rules
