import { readConfig } from '../config.ts'
import { checkContent } from '../content/check.ts'
import { ContentInvalid } from '../content/fault.ts'
import { loadContent } from '../content/load.ts'
import type { Noun } from './noun.ts'
import { createOutput, Failed, table } from './output.ts'

const content: Noun = (program) => {
  const noun = program.command('content').description('the texts and rules')

  noun
    .command('check')
    .description('check every file: form, missing texts, length, readability')
    .action(async (options: { json?: boolean }) => {
      const loaded = await loadContent(readConfig().contentDir).catch((error: unknown) => {
        if (error instanceof ContentInvalid)
          throw new Failed(
            error.faults.map(({ file, line, expected }) => `${file}:${line} expected ${expected}`).join('\n'),
          )
        throw error
      })
      const findings = checkContent(loaded)
      createOutput(options.json === true).result({ findings }, (it) =>
        table(it.findings as unknown as Record<string, unknown>[], 'All texts are in order.'),
      )
      if (findings.some(({ severity }) => severity === 'error'))
        throw new Failed('Some texts must be mended before they can be sent.')
    })
}

export default content
