import { expect, test } from 'vitest'
import { readMessages } from '../../src/db/transcript.ts'
import { newId } from '../../src/lib/ids.ts'
import { like } from '../support/like.ts'
import { openTown, until } from '../support/town.ts'

test('somebody we do not know is told once a day how to join, and is always heard when in danger', async () => {
  await using town = await openTown({ telegram: true })
  const stranger = town.telegram!.person(9001)
  const texts = (): string[] => stranger.sees().map(({ text }) => text)
  const writes = async (text: string): Promise<void> => {
    const before = await town.rows('select 1 from inbox')
    await stranger.writes(text)
    await until('it is heard', async () => (await town.rows('select 1 from inbox')).length > before.length)
    await town.house.turns.idle()
  }
  await writes('hej')
  await writes('er der nogen?')
  expect(texts()).toEqual(like(/kender ikke dit nummer/))
  await writes('jeg vil bare dø')
  expect(texts().slice(1)).toEqual(like(/ved ikke, hvem du er.*112/))
  town.clock.advance({ hours: 24 })
  await writes('hej igen')
  expect(texts().slice(2)).toEqual(like(/kender ikke dit nummer/))
})

test('an expired invitation says so and tells the caseworker; a used one does as well', async () => {
  await using town = await openTown({ telegram: true })
  const late = await town.invites({ channel: 'telegram' })
  await town.advance('15d')
  expect(await late.says(`/start ${late.invite.token}`)).toEqual(like(/gælder ikke mere/))
  expect(await town.staff.notes(late)).toEqual(['token-used'])

  const mette = await town.citizen({ channel: 'telegram', name: 'Mette Lund' })
  const thief = town.telegram!.person(9002)
  await thief.writes(`/start ${mette.invite.token}`)
  await until('an answer', () => thief.sees().length > 0)
  expect(thief.sees().map(({ text }) => text)).toEqual(like(/Den kode er brugt/))
  expect(await town.staff.notes(mette)).toEqual(['joined', 'token-used'])
})

test('CPR and account numbers are masked before anything is stored, said or logged, and one kind line says so', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  const said = await mette.says('mit cpr er 010203-1234, ring til mig')
  expect(said).toEqual(like(/CPR-nummer/, /./))
  expect(await mette.says('konto 1234 0012345678 og cpr ٠١٠٢٠٣ ١٢٣٤')).toEqual(like(/CPR-nummer og et konto/, /./))
  await town.house.turns.receive({ ...mette.event('kortet er 4111 1111 1111 1111'), kind: 'edited' })
  expect(await mette.news()).toEqual(like(/konto- eller kortnummer/))
  const rows = await town.rows<{ text_sealed: Buffer }>('select text_sealed from inbox where citizen_id = $1', [
    mette.id,
  ])
  for (const row of rows) expect(row.text_sealed.toString('utf8')).not.toContain('1234')
  const kept = await readMessages(town.house.db.sql, town.house.vault, { citizenId: mette.id, direction: 'in' })
  expect(kept.map(({ text }) => text)).toEqual([
    'kortet er [number]',
    'konto [number] og cpr [cpr]',
    'mit cpr er [cpr], ring til mig',
  ])
  expect(town.troubles.join()).not.toMatch(/010203|4111/)
  await mette.says('STOP')
  expect(await mette.says('010203-1234')).toEqual([])
})

test('words nobody understands three times in a row offer a person', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  expect(await mette.says('blå')).toEqual(like(/forstod jeg ikke/))
  expect(await mette.says('grøn')).toEqual(like(/forstod jeg ikke/))
  expect(await mette.says('gul')).toEqual(like(/tale med et menneske/))
  await mette.says('ring')
  expect(await town.staff.openCases()).toMatchObject([{ reasons: ['asked-for-human'], wish: 'ring' }])
})

test('"forkert nummer" unlinks the number at once', async () => {
  await using town = await openTown()
  const mette = await town.invites()
  expect(await mette.posts('forkert nummer')).toMatchObject({
    replies: [{ message: { text: like(/fjernet dit nummer/)[0] } }],
  })
  expect(await town.staff.notes(mette)).toEqual(['wrong-number'])
  expect((await mette.show()).channels).toEqual([])
  expect(await mette.posts('hej')).toMatchObject({ outcome: 'stranger' })
})

test('an event that cannot be read does not hold up the next one', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  const odd = ['\u0000', '😀'.repeat(2000), ' ', "'; drop table citizen; --", '\u202e', '١٢٣', 'a'.repeat(4096)]
  for (const text of odd)
    expect(await mette.posts(text, newId()), JSON.stringify(text.slice(0, 9))).toMatchObject({ outcome: 'answered' })
  expect(await mette.says('min uge')).toHaveLength(1)
})

test('an update that cannot be handled is kept for a person, screened, answered and passed over', async () => {
  await using town = await openTown({ telegram: true, expectsTrouble: /passed over|set aside/ })
  const mette = await town.citizen({ channel: 'telegram' })
  const asta = await town.citizen({ channel: 'telegram', name: 'Asta Friis' })
  const { chat } = mette.telegram
  // A caption is never a number: no part of this can be trusted, and it says what it says.
  await mette.telegram.sends({
    message: { chat: { id: chat, type: 'private' }, text: 'jeg vil tage mit eget liv i aften 010203-1234', caption: 5 },
  })
  await until('a person is called', async () => (await town.staff.openCases()).length === 1)
  await town.settled()
  expect(await town.staff.openCases()).toMatchObject([{ alias: mette.alias, level: 'acute', reasons: ['death-wish'] }])
  expect(await mette.news()).toEqual(like(/kunne ikke læse din besked rigtigt.*112/))
  const { db, vault } = town.house
  const kept = await readMessages(db.sql, vault, { citizenId: mette.id, direction: 'in' })
  expect(kept[0]).toMatchObject({ kind: 'other', reason: 'S3', text: 'jeg vil tage mit eget liv i aften [cpr]' })
  expect(await town.rows("select kept from inbox where kind = 'other'")).toEqual([{ kept: true }])
  expect(await mette.says('hej')).toHaveLength(1)

  await asta.telegram.sends({ message: { chat: { id: asta.telegram.chat, type: 'private' }, caption: 5 } })
  await until('a person is called', async () => (await town.staff.openCases()).length === 2)
  await town.settled()
  expect(await town.staff.case(asta)).toMatchObject({ level: 'today', reasons: ['other'] })
  expect(await asta.news()).toEqual(like(/ingen har set den.*RING/))
  expect(town.troubles.join()).not.toMatch(/eget liv|010203/)

  // After STOP a photo that cannot be read calls nobody; danger does.
  const bo = await town.citizen({ channel: 'telegram', name: 'Bo Friis' })
  await bo.says('STOP')
  const sends = (text: string) =>
    bo.telegram.sends({ message: { chat: { id: bo.telegram.chat, type: 'private' }, text, caption: 5 } })
  const heard = async () => (await town.rows(`select from inbox where kind = 'other'`)).length
  await sends('her er et billede')
  await until('it is written down', async () => (await heard()) === 3)
  await town.settled()
  expect(await town.staff.openCases()).toHaveLength(2)
  expect(await town.staff.notes(bo)).toContain('free-text')
  await sends('jeg vil bare dø')
  await until('a person is called', async () => (await town.staff.openCases()).length === 3)
  expect(await town.staff.case(bo)).toMatchObject({ reasons: ['death-wish'] })
})

test('a cry for help at the end of a very long text is seen, the text is kept whole, and what is too long is written down', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('weekly')
  const long = `${'i dag har været en lang dag '.repeat(3_000)}jeg vil bare dø`
  expect((await mette.says(long)).join(' ')).toMatch(/112/)
  expect(await town.staff.openCases()).toMatchObject([{ alias: mette.alias, reasons: ['death-wish'] }])
  expect((await mette.wrote()).at(-1)).toBe(long)
  expect((await mette.says('grøn '.repeat(10_000))).length).toBeGreaterThan(0)
  expect(town.troubles).toEqual([])
  await expect(mette.says('a'.repeat(300_000))).rejects.toThrow('413')
  expect(town.troubles.join()).toMatch(/\/phone\/:alias\/messages","status":413/)
})
