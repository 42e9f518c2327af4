import { expect, test } from 'vitest'
import { createBreaker } from '../../../src/language/model/breaker.ts'

test('it opens after three failures in a row, tries one call after a minute, and rests longer each time', () => {
  let now = 0
  const breaker = createBreaker(() => now)
  const fails = () => {
    breaker.begins()
    breaker.failed()
  }
  fails()
  fails()
  breaker.succeeded()
  fails()
  fails()
  expect(breaker.state()).toBe('closed')
  fails()
  expect(breaker.state()).toBe('open')
  now += 59_999
  expect(breaker.state()).toBe('open')
  now += 1
  expect(breaker.state()).toBe('trial')
  breaker.begins()
  expect(breaker.state()).toBe('open')
  breaker.failed()
  now += 60_000
  expect(breaker.state()).toBe('open')
  now += 60_000
  expect(breaker.state()).toBe('trial')
  breaker.begins()
  breaker.succeeded()
  expect(breaker.state()).toBe('closed')
})

test('calls that were under way when it opened do not lengthen the rest, and a stopped trial may be tried again', () => {
  let now = 0
  const breaker = createBreaker(() => now)
  for (let n = 0; n < 10; n++) breaker.begins()
  for (let n = 0; n < 10; n++) breaker.failed()
  now = 60_000
  expect(breaker.state()).toBe('trial')
  breaker.begins()
  breaker.gaveUp()
  expect(breaker.state()).toBe('trial')
})
