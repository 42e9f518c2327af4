import { expect, test } from 'vitest'
import { createDutyLink } from '../../src/app/duty-link.ts'
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

  // The receipt leads to whom to call, with the digits of the message before; neither SMS says who it is.
  const thanks = rung(town).at(-1)!
  expect(thanks).not.toMatch(/Mette|Lund/)
  expect(thanks).not.toContain(code)
  const page = /http\S+\/case\/\S+/.exec(thanks)![0]
  const gate = await (await fetch(page)).text()
  expect(gate).toContain('Vagten')
  expect(gate).not.toContain('Mette')
  const give = (digits: string) =>
    fetch(page, { method: 'POST', body: new URLSearchParams({ code: digits }), redirect: 'manual' })
  expect((await give(code === '0000' ? '1111' : '0000')).status).toBe(403)
  const cookie = (await give(code)).headers.getSetCookie()[0]!.split(';')[0]!
  const look = async () => (await fetch(page, { headers: { cookie } })).text()
  const seen = await look()
  expect(seen).toContain('Mette')
  expect(seen.replaceAll(/[^+\d]/g, '')).toContain(mette.phone)
  expect(seen).toContain('jeg vil tage mit liv i nat')
  expect(seen).not.toMatch(/file\.pdf|\/resolve|\/draft/)
  expect((await fetch(`${page}/file.pdf`, { headers: { cookie } })).status).toBe(410)
  expect(await town.rows("select 1 from audit where actor = 'duty' and action = 'look'")).not.toEqual([])

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
  expect(await look()).not.toContain('Mette')
  expect(await town.rows('select 1 from stranger')).toEqual([])
})

test('digits of before the citizen wrote worse take nothing: the phone is told that there is news', async () => {
  await using town = await openTown({ kannel: true, at: '2026-11-23T12:00' })
  const mette = await town.citizen({ channel: 'sms', planAt: '09:00' })
  const from = town.clock.now()
  await addDuty(town.house.db.sql, { from, to: from.add({ hours: 48 }), phone: DUTY })
  town.jump('2026-11-23T23:00')
  const codes = () => rung(town).flatMap((text) => /JA (\d{4})/.exec(text)?.[1] ?? [])
  await mette.says('jeg vil tage mit liv i nat')
  await until('the duty phone is rung', () => codes().length === 1)
  town.jump('2026-11-23T23:02')
  await mette.says('jeg har taget alle pillerne nu, jeg vil dø')
  await until('it is rung again', () => codes().length === 2)
  const [old, newest] = codes()
  const writes = (text: string, id: string) =>
    town.house.turns.receive({
      ...{ channel: 'sms', kind: 'text', eventId: id, address: DUTY, text },
      receivedAt: town.clock.now(),
    })
  await writes(`JA ${old}`, 'o1')
  await until('it is told', () => /Der er kommet noget nyt i sagen/.test(rung(town).at(-1) ?? ''))
  expect(await town.staff.openCases()).toMatchObject([{ state: 'open' }])
  expect((await mette.sees()).filter((text) => /har set/.test(text))).toEqual([])
  await writes(`JA ${newest}`, 'o2')
  expect(await town.staff.openCases()).toMatchObject([{ state: 'acknowledged' }])
})

test('without an address that a phone can open, the receipt says whom to ring', async () => {
  await using town = await openTown({ kannel: true, at: '2026-11-23T12:00' })
  const mette = await town.citizen({ channel: 'sms', planAt: '09:00' })
  const { db, content, config } = town.house
  const { demo: _, ...real } = config
  const end = createDutyLink({ config: real, content, sql: db.sql, clock: town.clock })
  const [row] = await town.rows<{ id: string }>('select id from citizen where alias = $1', [mette.alias])
  const receipt = { to: null, language: 'da', duty: { number: null, code: '1234' } } as const
  const it = { id: 'any', citizenId: row!.id }
  expect(await end({ ...receipt, case: it, reason: 'raised' })).toBeUndefined()
  expect(await end({ ...receipt, case: it, reason: 'thanks' })).toBe(
    'Ring efter navn og nummer: Lone Holm, +4570101010.',
  )
})
