import { expect, test } from 'vitest'
import { addDuty } from '../../src/db/duty.ts'
import { openTown, type Town, until } from '../support/town.ts'

const DUTY = '+4542424242'

/** What the duty phone was sent, the newest last. */
const rung = (town: Town): string[] =>
  town
    .kannel!.received()
    .filter(({ to }) => to.endsWith('42424242'))
    .map(({ text }) => text)

test('at night the one on duty is rung by SMS, answers with the word, and the citizen is told', async () => {
  await using town = await openTown({ kannel: true, at: '2026-11-23T12:00' })
  const mette = await town.citizen({ channel: 'sms', planAt: '09:00' })
  const from = town.clock.now()
  await addDuty(town.house.db.sql, { from, to: from.add({ hours: 48 }), phone: DUTY })
  town.jump('2026-11-23T23:00')
  await mette.says('jeg vil tage mit liv i nat')
  await until('the duty phone is rung', () => rung(town).length === 1)
  const [message] = rung(town)
  expect(message).toMatch(/^Akut: \S+\. .*Svar JA \d{4}, når du tager den\. http/)
  expect(message).not.toMatch(/Mette|Lund/)

  // Nonsense is answered and is nobody's turn.
  const writes = (text: string, id: string) =>
    town.house.turns.receive({
      ...{ channel: 'sms', kind: 'text', eventId: id, address: DUTY, text },
      receivedAt: town.clock.now(),
    })
  expect(await writes('hvad?', 'd1')).toEqual({ outcome: 'duplicate' })
  await until('it is told how', () => /Skriv JA og de fire tal/.test(rung(town).at(-1) ?? ''))
  expect(await town.staff.openCases()).toMatchObject([{ state: 'open' }])

  const code = /JA (\d{4})/.exec(message!)![1]!
  await writes(`Ja ${code}`, 'd2')
  expect(await town.staff.openCases()).toMatchObject([{ state: 'acknowledged' }])
  await until('the citizen is told', async () => (await mette.sees()).some((text) => /^Vagten har set/.test(text)))
  await until('the phone is thanked', () => /noteret som set/.test(rung(town).at(-1) ?? ''))

  // Nobody answers "are you still on it?": it is rung again.
  const before = rung(town).length
  await town.advance('30m')
  await until('it is asked', () =>
    rung(town)
      .slice(before)
      .some((text) => /^Er du stadig på/.test(text)),
  )
  await town.advance('30m')
  expect(await town.staff.openCases()).toMatchObject([{ state: 'open' }])
  expect(await town.rows('select 1 from stranger')).toEqual([])
})
