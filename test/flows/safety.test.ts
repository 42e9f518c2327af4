import { expect, test } from 'vitest'
import { addCover } from '../../src/db/covers.ts'
import { like } from '../support/like.ts'
import { openTown, until } from '../support/town.ts'

test('"jeg vil bare dø" in the middle of a check-in: a true reply, a person at once, and no more routine', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen({ planAt: '09:00' })
  await mette.plans({ what: 'Gåtur', at: '2026-11-24T14:00' })
  await mette.getsCheckIn('who5')
  await mette.says('1', '1')

  const [reply, ...more] = await mette.says('jeg vil bare dø')
  expect(reply).toMatch(/112/)
  expect([reply, ...more].join(' ')).not.toMatch(/ringer til dig|har set/)
  const [worry] = await town.staff.openCases()
  expect(worry).toMatchObject({ alias: mette.alias, state: 'open', with: 'lone' })
  expect(['acute', 'today']).toContain(worry!.level)
  expect((await town.staff.called(mette))[0]).toBe('direct lone raised')

  // Neither the reminder of 14:00 nor the plan of the next days, until somebody hands back.
  await town.advance('3d')
  expect((await mette.news()).filter((text) => /Gåtur|Godmorgen|øvelse|spørgsmål/.test(text))).toEqual([])

  await town.staff.acknowledges('samir', mette)
  expect(await mette.news()).toEqual(like(/Samir Haddad har set/))
})

test('the check-in goes on where it was when the person has handed back', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  await mette.says('1', '1')
  await mette.says('jeg vil bare dø')
  town.clock.advance({ minutes: 10 })
  await town.staff.acknowledges('lone', mette)
  town.clock.advance({ minutes: 30 })
  await town.staff.resolves('lone', mette, 'reached-by-phone')
  await mette.news()
  const back = await mette.says('hej')
  expect(back.at(-1)).toMatch(/3 af 5/)
  expect((await mette.says('4', '4', '4')).at(-1)).toMatch(/Tak/)
  const [checkIn] = await town.rows<{ state: string }>('select state from check_in')
  expect(checkIn!.state).toBe('completed')
})

test('it is asked again by itself the moment the case is closed, and the next number is the answer to it', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  await mette.says('1', '1', 'jeg vil bare dø')
  await town.staff.acknowledges('lone', mette)
  await town.staff.resolves('lone', mette, 'reached-by-phone')
  await until('it asks', async () => (await mette.sees()).some((text) => /^Vi kom fra noget sidst.*3 af 5/s.test(text)))
  expect(await mette.says('4')).toEqual(like(/4 af 5/))
})

test('at 23:40 on Christmas Eve it says that nobody reads along, and who can be rung now', async () => {
  await using town = await openTown({ at: '2026-12-24T23:40' })
  const mette = await town.citizen()
  const said = (await mette.says('nu tager jeg pillerne, farvel')).join(' ')
  expect(said).toMatch(/112/)
  expect(said).toMatch(/ingen i kommunen læser med/)
  expect(said).toMatch(/1813/)
  expect(said).toMatch(/Lone får din besked mandag.* klokken 8/)
  const [it] = await town.staff.openCases()
  expect(it).toMatchObject({ level: 'acute', state: 'open' })
})

test('an acute case climbs every few minutes until a person has it', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('nu tager jeg pillerne, farvel')
  expect(await town.staff.openCases()).toMatchObject([{ level: 'acute', with: 'lone' }])
  await town.advance('6m')
  expect(await town.staff.openCases()).toMatchObject([{ with: 'samir' }])
  await town.advance('6m')
  expect(await town.staff.openCases()).toMatchObject([{ with: 'karen' }])
  await town.staff.acknowledges('karen', mette)
  await town.advance('25m')
  expect((await town.staff.called(mette)).filter((call) => /karen/.test(call))).toHaveLength(1)
  // News after the acknowledgement opens it again.
  await mette.says('nu tager jeg pillerne, farvel')
  expect(await town.staff.openCases()).toMatchObject([{ level: 'acute', state: 'open' }])
})

test('after STOP a cry for help still gets its reply and its case, and nothing else begins again', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('STOP')
  expect((await mette.says('jeg vil bare dø')).join(' ')).toMatch(/112/)
  expect(await mette.status()).toBe('stopped')
  expect(await town.staff.openCases()).toHaveLength(1)
  await town.staff.acknowledges('lone', mette)
  expect(await mette.news()).toEqual(like(/Lone Holm har set/))
})

test('a "nej" to the direct question closes nothing', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('jeg vil bare dø')
  expect((await mette.says('nej')).join(' ')).toMatch(/Lone får alligevel din besked/)
  expect(await town.staff.openCases()).toMatchObject([{ state: 'open' }])
})

test('who was told that it is seen is never told that it is not, also when the case waits for a person again', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const mette = await town.citizen()
  await mette.says('jeg vil bare dø', 'nej')
  expect((await mette.says('hej')).join(' ')).toMatch(/ikke set endnu/)
  await town.staff.acknowledges('lone', mette)
  await mette.news()
  // Lone does not say that she is still on it.
  await town.advance('26h')
  expect(await town.staff.openCases()).toMatchObject([{ state: 'open' }])
  expect((await mette.says('hej')).join(' ')).toMatch(/^Det, du skrev før, er set, men venter igen/)
  // New words of danger have been seen by nobody.
  await mette.says('jeg vil bare dø')
  expect((await mette.says('hej')).join(' ')).toMatch(/ikke set endnu/)
})

test('whatever else, the reply to danger leaves although the day has been full', async () => {
  await using town = await openTown({ at: '2026-11-24T22:30' })
  const mette = await town.citizen()
  for (let n = 0; n < 6; n++) expect((await mette.says('jeg vil bare dø')).join(' ')).toMatch(/112/)
})

test('while the caseworker is away the answer names who stands in, because that is who is told', async () => {
  await using town = await openTown({ at: '2026-11-24T10:00' })
  const { lone, samir } = town.staff.people
  const mette = await town.citizen()
  const away = { caseworkerId: lone.id, byId: samir.id, from: '2026-11-24', to: '2026-11-27' }
  await addCover(town.house.db.sql, away)
  const said = (await mette.says('jeg vil bare dø')).join(' ')
  expect(said).toMatch(/besked til Samir/)
  expect(said).not.toMatch(/Lone/)
  expect(await town.staff.openCases()).toMatchObject([{ with: 'samir' }])
})
