import { expect, test } from 'vitest'
import { becameOf } from '../../src/commands/sent.ts'
import { like } from '../support/like.ts'
import { openTown, ZONE } from '../support/town.ts'

test('a check-in that a person sends into an open exercise waits, says so, and is asked as soon as the exercise is over', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('RO')
  const sent = await town.house.sendNow('check-in', [mette.id], { instrument: 'weekly' })
  await town.settled()
  expect(await mette.news()).toEqual([])
  expect(await becameOf(town.house.db.sql, sent, ZONE)).toMatch(
    /middle of a conversation.*at the latest Tue 24-11 10:30/,
  )
  expect((await mette.says('spring over')).at(-1)).not.toMatch(/1 af 3/)
  // The clock stands still here, so that the two come in either order.
  const both = await mette.says('spring over')
  expect(both).toEqual(expect.arrayContaining(like(/vi stopper øvelsen her/)))
  expect(both).toEqual(expect.arrayContaining(like(/Tre korte spørgsmål.*1 af 3/s)))
  expect((await mette.says('4')).at(-1)).toMatch(/2 af 3/)
  expect(await becameOf(town.house.db.sql, sent, ZONE)).toBe('Sent.')
})

test('an exercise that nobody answers gives way after half an hour', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('RO')
  expect(await mette.getsCheckIn('weekly')).toEqual([])
  await town.advance('31m')
  expect((await mette.news()).join()).toMatch(/1 af 3/)
})

test('what a person sends to somebody who is worried about is not sent, and it says why', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('jeg vil bare dø')
  const sent = await town.house.sendNow('check-in', [mette.id], { instrument: 'weekly' })
  await town.settled()
  expect(await becameOf(town.house.db.sql, sent, ZONE)).toBe('Not sent: routine-stopped.')
  // The gateway took it and never answered.
  await town.rows(`update outbox set state = 'unknown', reason = 'timeout' where id = any($1)`, [sent])
  expect(await becameOf(town.house.db.sql, sent, ZONE)).toBe('It may have arrived: timeout.')
})

test('an exercise that is open when a colleague writes is over: what is answered is meant for them', async () => {
  await using town = await openTown({ at: '2026-11-24T14:00' })
  const mette = await town.citizen()
  await mette.says('RO', '5')
  const { room } = town.house.people
  const about = { by: town.staff.people.lone.id, citizenId: mette.id }
  const drafted = await room.draft({ ...about, text: 'Skal vi tales ved i morgen?' })
  if (!drafted.ok) throw new Error(drafted.why)
  await room.send({ ...about, id: drafted.id, text: 'Skal vi tales ved i morgen?' })
  await town.advance('2026-11-24T20:00')
  expect((await mette.says('ja, i morgen kl 10')).join()).toMatch(/Lone er her først i morgen/)
  // Asked for in the evening it is theirs again.
  expect((await mette.says('RO', '5')).join()).toMatch(/Tag den tid/)
  expect((await mette.says('videre')).join()).not.toMatch(/Lone er her/)
})

test('a check-in that is being answered is finished before the next one comes, and its answers count', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  await mette.says('0', '0', '1', '0')
  expect(await mette.getsCheckIn('weekly')).toEqual([])
  expect((await mette.says('0')).join()).toMatch(/får dit svar/)
  expect(await town.staff.openCases()).toMatchObject([{ alias: mette.alias }])
  await town.advance('31m')
  expect((await mette.news()).join()).toMatch(/1 af 3/)
})

test('a check-in that is left half-way is over when the next one leaves', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  await mette.says('3', '3')
  expect(await mette.getsCheckIn('weekly')).toEqual([])
  await town.advance('31m')
  expect((await mette.news()).join()).toMatch(/1 af 3/)
  const states = 'select instrument, state from check_in where citizen_id = $1 order by sent_at'
  expect(await town.rows(states, [mette.id])).toEqual([
    { instrument: 'who5', state: 'expired' },
    { instrument: 'weekly', state: 'sent' },
  ])
  expect((await mette.says('4')).at(-1)).toMatch(/2 af 3/)
})

test('a welcome that a call for a person interrupted is taken up when the case is closed', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.invites()
  await mette.says(mette.invite.token, 'ok', 'ok')
  expect((await mette.says('dansk')).join()).toMatch(/dagens plan/)
  await mette.says('RING')
  await town.staff.acknowledges('lone', mette)
  await town.staff.resolves('lone', mette, 'reached-by-phone')
  await town.advance('5m')
  expect((await mette.news()).join()).toMatch(/dagens plan/)
  await mette.says('9')
  expect(await mette.status()).toBe('active')
})
