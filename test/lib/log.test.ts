import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createLog, type Log, scrub } from '../../src/lib/log.ts'

const lines = (say: (log: Log) => void, pretty = false): string[] => {
  const out: string[] = []
  say(createLog({ level: 'info', pretty, to: { write: (line) => out.push(line) } }))
  return out
}

test('a line is one JSON document with level, time and message', () => {
  const [line, ...more] = lines((log) => {
    log.debug('too quiet')
    log.child({ room: 'jobs' }).info({ count: 3 }, 'claimed')
  })
  expect(more).toEqual([])
  expect(line!.endsWith('\n')).toBe(true)
  const { time, ...rest } = JSON.parse(line!)
  expect(rest).toEqual({ level: 'info', room: 'jobs', count: 3, msg: 'claimed' })
  expect(Temporal.Instant.from(time)).toBeInstanceOf(Temporal.Instant)
})

test('fields that carry a person or a secret are hidden at every depth we use', () => {
  const [line] = lines((log) =>
    log.info({ phone: '12', citizen: { name: 'Ida', row: { text: 'ond' } }, alias: 'ravn-372' }),
  )
  expect(JSON.parse(line!)).toMatchObject({
    phone: '[hidden]',
    citizen: { name: '[hidden]', row: { text: '[hidden]' } },
    alias: 'ravn-372',
  })
})

test('secrets and numbers inside a sentence or a stack are hidden', () => {
  const [line] = lines((log) =>
    log.error({ err: new Error('POST /bot123456789:AAbbccddeeffgghhiijjkkllmmnnoopp/send to +4520000001') }),
  )
  expect(line).not.toContain('AAbbcc')
  expect(line).not.toContain('+4520000001')
})

test.each([
  ['postgres://makker:s3cret@127.0.0.1:5432/makker', 'postgres://makker:[hidden]@127.0.0.1:5432/makker'],
  ['GET /channels/sms/kannel?secret=abc&id=7', 'GET /channels/sms/kannel?secret=[hidden]&id=7'],
  ['xoxb-12-34-abc', '[hidden]'],
  ['CPR 010190-1234.', 'CPR [cpr].'],
  ['konto 1234 0012345678', 'konto [number]'],
  ['job 01a20422-7f71-7e6c-a7d7-d8126475acfc at 12:30', 'job 01a20422-7f71-7e6c-a7d7-d8126475acfc at 12:30'],
])('scrubs %s', (text, clean) => {
  expect(scrub(text)).toBe(clean)
})

test('a scrubbed line is still JSON', () => {
  const [line] = lines((log) => log.info({ at: 'postgres://u:p@h/d', q: '?token=abc' }, 'said "+4520000001"'))
  expect(JSON.parse(line!)).toMatchObject({ at: 'postgres://u:[hidden]@h/d', q: '?token=[hidden]' })
  const [other] = lines((log) => log.warn({ update: 1012341234, q: '010190\n1234' }, 'failed'))
  expect(JSON.parse(other!)).toMatchObject({ update: 1012341234, q: '[cpr]' })
})

test('on a terminal a line is read by a person, with the stack of an error below it', () => {
  const [line] = lines((log) => log.warn({ err: new Error('gone'), tries: 2 }, 'queue'), true)
  const plain = stripVTControlCharacters(line!)
  expect(plain).toMatch(/^\d\d:\d\d:\d\d warn queue tries=2\nError: gone\n {4}at /)
})
