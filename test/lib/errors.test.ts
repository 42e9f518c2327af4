import { expect, test } from 'vitest'
import { StartRefused, sentence } from '../../src/lib/errors.ts'

test('a refused connection says why although its own message is empty', () => {
  const refused = new AggregateError([
    new Error('connect ECONNREFUSED 127.0.0.1:1'),
    new Error('connect ECONNREFUSED ::1'),
  ])
  expect(sentence(refused)).toBe('connect ECONNREFUSED 127.0.0.1:1')
})

test('the cause is told after the message, and nothing twice', () => {
  const cause = new Error('disk full\n    at somewhere')
  expect(sentence(new Error('the spool is closed', { cause }))).toBe('the spool is closed: disk full')
  expect(sentence(new Error('write failed: disk full', { cause }))).toBe('write failed: disk full')
})

test('an error with only a code is told by its code', () => {
  expect(sentence(Object.assign(new Error(''), { code: 'ECONNRESET' }))).toBe('ECONNRESET')
})

test('a refusal to start is told as it is, without its cause', () => {
  const refusal = new StartRefused('Set PUBLIC_URL.', { cause: new Error('zod says much'), exitCode: 2 })
  expect(sentence(refusal)).toBe('Set PUBLIC_URL.')
  expect(refusal.exitCode).toBe(2)
  expect(new StartRefused('x').exitCode).toBe(1)
})

test('whatever was thrown is told in one line', () => {
  expect(sentence('plain')).toBe('plain')
  expect(sentence(undefined)).toBe('unknown error')
  const circular = new Error('a')
  circular.cause = circular
  expect(sentence(circular)).toBe('a')
})
