import type { App, types } from '@slack/bolt'
import type { HomeRow } from '../core/home.ts'
import type { Expected } from '../core/preview.ts'
import { type Ask, readAsk } from './ask.ts'
import { type BeliefDeps, openBelief } from './belief.ts'
import { plain, section, wordsFor } from './form.ts'
import { lineOf, linesIn } from './home.ts'
import type { Wording } from './notice.ts'
import { cut, escaped, LIMIT } from './words.ts'

export interface DigestFacts {
  /** Whose week it is, where it is read by who stands in. */
  of: string | null
  rows: readonly HomeRow[]
  /** A lead's: what the rules would raise in a week. */
  expected: readonly Expected[] | undefined
}

/** A list of a digest has so many sections at most: the message has 50 blocks. */
const SECTIONS = 6
const BELIEF = 'belief-answer'

/** The week at a glance: who needs me, fell, improved, is quiet, what is due. Aliases only. */
export const digestMessage = (
  { of, rows, expected }: DigestFacts,
  w: Wording,
): { text: string; blocks: types.KnownBlock[] } => {
  const t = wordsFor(w)
  const title = of ? t('digest.title-of', { who: of }) : t('digest.title')
  const left = rows.filter(({ status }) => status !== 'ended')
  const parts: [string, HomeRow[]][] = [
    ['cases', left.filter((row) => row.case)],
    ['fell', left.filter((row) => row.trend === 'falling')],
    ['rose', left.filter((row) => row.trend === 'rising')],
    ['quiet', left.filter((row) => row.quiet)],
    ['due', left.filter((row) => row.unanswered > 0 || row.answerWaits || row.undelivered || row.status === 'invited')],
  ]
  const shown = parts.filter(([, list]) => list.length > 0)
  const blocks: types.KnownBlock[] = [
    { type: 'header', text: plain(title, 150) },
    ...(shown.length === 0 ? [section(escaped(t('digest.nothing')))] : []),
    ...shown.flatMap(([name, list]) => [
      section(`*${escaped(t(`digest.${name}`, { n: list.length }))}*`),
      ...linesIn(
        list.map((row) => lineOf(row, w)),
        SECTIONS,
        (n) => t('home.more', { n }),
      ),
    ]),
    ...(expected ? expectedBlocks(expected, w) : []),
  ]
  return { text: cut(escaped(title), LIMIT.message), blocks }
}

const expectedBlocks = (expected: readonly Expected[], w: Wording): types.KnownBlock[] => {
  const t = wordsFor(w)
  const lines = expected.map(({ name, perWeek, tooMany }) => {
    const n = perWeek.toLocaleString(w.language, { maximumFractionDigits: 1 })
    return escaped(t(tooMany ? 'digest.too-many' : 'digest.per-week', { name, n }))
  })
  return [section(`*${escaped(t('digest.expected'))}*`), ...linesIn(lines, 2, (n) => t('home.more', { n }))]
}

/** The question of the quarter; its button opens the window. */
export const beliefMessage = (
  { citizenId, alias }: { citizenId: string; alias: string },
  w: Wording,
): { text: string; blocks: types.KnownBlock[] } => {
  const t = wordsFor(w)
  const line = escaped(t('belief.ask', { alias }))
  return {
    text: line,
    blocks: [
      section(line),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: BELIEF,
            text: plain(t('belief.answer'), LIMIT.button),
            value: `citizen:${citizenId}`,
          },
        ],
      },
    ],
  }
}

export const listenToQuestions = (app: App, deps: BeliefDeps): void => {
  app.action(BELIEF, async ({ ack, body, client }) => {
    await ack()
    const ask = readAsk(body)
    if (ask && 'citizenId' in ask.of) await openBelief(client, ask as Ask & { of: { citizenId: string } }, deps)
  })
}
