import { expect, test } from 'vitest'
import { type CheckInFact, judge, LEVEL_OF_RISK } from '../../src/core/rules-engine.ts'

const RULES = {
  who5: { low: 50, veryLow: 28, drop: 10, bigDrop: 20, newsWithinDays: 28 },
  weekly: { lowWellbeing: 2 },
}
const NOW = Temporal.Instant.from('2026-11-23T09:00Z')
const ago = (days: number) => NOW.subtract({ hours: 24 * days })
const who5 = (score: number, days = 0): CheckInFact => ({ instrument: 'who5', at: ago(days), score, answers: [] })
const weekly = (wellbeing: number | null, days = 0): CheckInFact => ({
  instrument: 'weekly',
  at: ago(days),
  answers: [wellbeing, 5, 5],
})
const LOW = { level: 'today', class: 'low-score' }
const DROP = { level: 'soon', class: 'drop' }

test.each([
  ['a first score of 28 is news', who5(28), [], [LOW], []],
  ['29 is only low', who5(29), [], [], ['low-score']],
  ['50 is low, 51 is not (52)', who5(52), [], [], []],
  ['50 goes to the digest', who5(50), [], [], ['low-score']],
  ['the same very low score again is not news', who5(24), [who5(28, 14)], [], ['low-score']],
  ['28 days later to the day it is still known', who5(28), [who5(28, 28)], [], ['low-score']],
  ['after more than 28 days it is news again', who5(28), [who5(28, 29)], [LOW], []],
  ['a better score between does not make it news', who5(28), [who5(28, 28), who5(32, 14)], [], ['low-score']],
  ['a single drop of 10 goes to the digest', who5(60), [who5(72, 14)], [], ['drop']],
  ['a drop of 20 is soon', who5(60), [who5(80, 14)], [DROP], []],
  ['two drops of 10 in a row are soon', who5(60), [who5(72, 14), who5(84, 28)], [DROP], []],
  ['a drop after a rise is a single one', who5(60), [who5(72, 14), who5(60, 28)], [], ['drop']],
  ['very low and a big drop are both told', who5(20), [who5(60, 14)], [LOW, DROP], []],
  ['the history may come in any order', who5(60), [who5(84, 28), who5(72, 14)], [DROP], []],
  ['a weekly 2 after a 3 is news', weekly(2), [weekly(3, 7)], [LOW], []],
  ['a weekly 2 after a 2 is not', weekly(2), [weekly(2, 7)], [], ['low-score']],
  ['a first weekly answer of 0 is news', weekly(0), [], [LOW], []],
  ['a skipped week is looked past', weekly(1), [weekly(null, 7), weekly(1, 14)], [], ['low-score']],
  ['a skipped answer says nothing', weekly(null), [weekly(8, 7)], [], []],
  ['one instrument is not compared with another', who5(60), [weekly(9, 7)], [], []],
] as const)('level table: %s', (_, now, history, raise, notes) => {
  expect(judge(now, history, RULES)).toEqual({ raise, notes })
})

test('an instrument without rules raises nothing', () => {
  expect(judge({ instrument: 'suds', at: NOW, answers: [10] }, [], RULES)).toEqual({ raise: [], notes: [] })
})

test('what the screen finds has a level for people', () => {
  expect(LEVEL_OF_RISK).toEqual({ S3: 'acute', S2: 'today', S1: 'soon' })
})
