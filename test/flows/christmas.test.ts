import { expect, test } from 'vitest'
import { whenParams } from '../../src/core/common-params.ts'
import { nextOpening } from '../../src/core/working-hours.ts'
import { addCover } from '../../src/db/covers.ts'
import { like } from '../support/like.ts'
import { openTown, type Town, ZONE } from '../support/town.ts'

/** When somebody is at work again, as the content says it, and as a local time. */
const opening = ({ house, clock }: Town) => {
  const { rules, render } = house.content
  const now = clock.now()
  const at = nextOpening(now, { ...rules.workingHours, closingDays: rules.closingDays, zone: ZONE })
  const { when, ...params } = whenParams(now, at, ZONE)
  const { text } = render({ key: String(when).slice(1), params }, { language: 'da', channel: 'sms', params: {} })
  return { text, local: at.toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' }) }
}

test.each(['telegram', 'sms'] as const)(
  'Christmas Eve by %s: the check-in is interrupted, the truth is told, a person takes over, and it goes on where it was',
  async (channel) => {
    await using town = await openTown({ at: '2026-12-24T23:30', [channel === 'sms' ? 'kannel' : channel]: true })
    const mette = await town.citizen({ channel, planAt: '09:00' })
    await mette.plans({ what: 'Gåtur', at: '2026-12-25T10:00' })
    await mette.getsCheckIn('who5')
    await mette.says('1', '1')
    town.jump('2026-12-24T23:40')
    const back = opening(town)
    expect(back.text).toMatch(/klokken 8/)

    const said = (await mette.says('jeg vil bare dø')).join('\n')
    // 112 first, who reads and when, who can be rung now; no promise of a call.
    expect(said).toMatch(/ingen i kommunen læser med nu.*112.*1813.*Livslinien 70 201 201.*kø/s)
    expect(said).toContain(`Lone får din besked ${back.text}`)
    expect(said).toMatch(/Tænker du på at tage dit eget liv\?/)
    expect(said).not.toMatch(/ringer til dig|har set|3 af 5/)
    expect(await town.staff.openCases()).toMatchObject([
      { alias: mette.alias, level: 'today', state: 'open', reasons: ['death-wish'], with: 'lone' },
    ])

    // Christmas Day: neither plan nor reminder nor nudge, and nothing that a person has not done.
    await town.advance('2026-12-25T11:00')
    expect(await mette.news()).toEqual([])
    // Lone has seen it at home.
    await town.staff.acknowledges('lone', mette)
    await town.settled()
    expect(await mette.news()).toEqual(like(/Lone Holm har set din besked/))
    await town.advance('30m')
    expect(await mette.news()).toEqual([])

    await town.staff.resolves('lone', mette, 'reached-by-phone')
    await town.advance('5m')
    expect(await mette.news()).toEqual(like(/^Vi kom fra noget sidst.*3 af 5/s))
    expect((channel === 'telegram' ? await mette.taps('Lidt af tiden') : await mette.says('1')).join()).toMatch(
      /4 af 5/,
    )
    expect((await mette.says('2', '2')).at(-1)).toMatch(/Tak/)
    const [checkIn] = await town.rows<{ state: string }>('select state from check_in')
    expect(checkIn!.state).toBe('completed')
  },
)

test('a hand-back at night asks again what was interrupted in the morning, once', async () => {
  await using town = await openTown({ at: '2026-11-24T20:30' })
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  await mette.says('1', '1', 'jeg vil bare dø', 'nej')
  await town.advance('40m')
  await town.staff.resolves('lone', mette, 'reached-by-phone')
  await mette.news()
  await town.advance('2026-11-25T07:55')
  expect(await mette.news()).toEqual([])
  await town.advance('2026-11-25T08:05')
  expect(await mette.news()).toEqual(like(/^Vi kom fra noget sidst.*3 af 5/s))
  expect(await mette.says('1')).toEqual(like(/4 af 5/))
})

test('who has written meanwhile is not asked twice, and an expired check-in is not asked again', async () => {
  await using town = await openTown({ at: '2026-11-24T20:50' })
  const [mette, bent] = [await town.citizen(), await town.citizen({ name: 'Bent Krogh' })]
  for (const citizen of [mette, bent]) {
    await citizen.getsCheckIn('who5')
    await citizen.says('1', 'jeg vil bare dø')
  }
  town.jump('2026-11-24T21:30')
  await town.staff.resolves('lone', mette)
  expect((await mette.says('hej')).at(-1)).toMatch(/2 af 5/)
  await town.advance('2026-11-25T09:00')
  expect((await mette.news()).filter((text) => /2 af 5/.test(text))).toEqual([])
  await town.advance('2026-11-28T10:00')
  await bent.news()
  await town.staff.resolves('lone', bent)
  await town.advance('1h')
  expect(await bent.news()).toEqual([])
})

test('a message that leaves by itself names who stands in, and a case of the night goes to who is there in the morning', async () => {
  await using town = await openTown({ at: '2026-11-24T22:00' })
  const { lone, samir } = town.staff.people
  const mette = await town.citizen({ planAt: '09:00' })
  await addCover(town.house.db.sql, { caseworkerId: lone.id, byId: samir.id, from: '2026-11-25', to: '2026-11-27' })
  expect((await mette.says('jeg vil bare dø')).join('\n')).toMatch(/Samir får din besked i morgen klokken 8/)
  expect(await town.staff.openCases()).toMatchObject([{ with: 'samir' }])
  const bent = await town.citizen({ name: 'Bent Krogh' })
  const says = (kind: string, at: string) =>
    town.rows(
      `insert into outbox (id, citizen_id, kind, priority, say, due_at, created_at)
       values (gen_random_uuid(), $1, $2, 6, '[{"key":"quiet.pause"}]', $3, $3)`,
      [bent.id, kind, `${at}+01:00`],
    )
  // In the night before it is named already who reads in the morning, as in an answer.
  await says('safety', '2026-11-24T22:01')
  await town.advance('2026-11-24T22:05')
  expect(await bent.news()).toEqual(like(/Samir er her stadig/))
  await says('notice', '2026-11-25T10:00')
  await town.advance('2026-11-25T10:05')
  expect(await bent.news()).toEqual(like(/Samir er her stadig/))
})

test('what is for weekdays is in nobody’s week on Christmas Day, and reminds again after it', async () => {
  await using town = await openTown({ at: '2026-12-23T12:00' })
  const mette = await town.citizen()
  await mette.plans({ what: 'Praktik', at: '2026-12-24T10:00', every: 'weekday' })
  const [week] = await mette.says('min uge')
  expect(week!.match(/\w+(?= 10.00: Praktik)/g), week).toEqual(['Torsdag', 'Mandag', 'Tirsdag'])
  await town.advance('2026-12-28T09:30')
  const heard = (await mette.news()).filter((text) => /Praktik/.test(text))
  expect(heard, 'the plan and the reminder of Thursday and of Monday').toHaveLength(4)
})
