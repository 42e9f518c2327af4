import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contentDirOf } from '../app/texts.ts'
import { readConfig } from '../config.ts'
import { LANGUAGES, type Language } from '../core/citizen.ts'
import { measure, readLabelled } from '../language/risk/measure.ts'
import { loadRiskRules } from '../language/risk/screen.ts'
import type { Noun } from './noun.ts'
import { createOutput, details, Failed, table, WrongUse } from './output.ts'

/** The screen needs no database: it runs on any machine with the content. */
const risk: Noun = (program) => {
  const noun = program.command('risk').description('the risk screen')
  const screen = async () => {
    const config = readConfig()
    return loadRiskRules(join(await contentDirOf(config), 'risk'), { cacheDir: join(config.dataDir, 'cache') })
  }

  noun
    .command('test')
    .description('recall and specificity on labelled phrases, and each miss')
    .argument('<file>', 'tab-separated: text, language, level (S1, S2, S3 or none)')
    .action(async (file: string, options: { json?: boolean }) => {
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new Failed(`${file} cannot be read`, { cause })
      })
      const result = measure(await screen(), readLabelled(text))
      createOutput(options.json === true).result(result, ({ rows, perLevel }) =>
        [
          table(perLevel as unknown as Record<string, unknown>[], 'No phrases in this file.'),
          ...rows
            .filter(({ expected, got }) => expected !== got)
            .map((row) => `missed  ${row.language}  ${row.expected} → ${row.got}  ${row.text}`),
        ].join('\n'),
      )
    })

  noun
    .command('explain')
    .description('what the screen finds in a text, and why')
    .argument('<text...>', 'the text')
    .option('--language <code>', 'a hint')
    .action(async (words: string[], options: { language?: string; json?: boolean }) => {
      const language = LANGUAGES.find((one): one is Language => one === options.language)
      if (options.language && !language)
        throw new WrongUse(`--language "${options.language}" is not one of ${LANGUAGES.join(', ')}.`)
      const found = (await screen()).explain(words.join(' '), language)
      createOutput(options.json === true).result(found, (it) => details({ ...it }))
    })
}

export default risk
