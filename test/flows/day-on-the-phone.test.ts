import { expect, test } from 'vitest'
import { like } from '../support/like.ts'
import { openTown } from '../support/town.ts'

test('one citizen lives a day on the phone, from the invitation to STOP and back', { timeout: 30_000 }, async () => {
  await using town = await openTown({ at: '2026-11-23T09:00' })
  const mette = await town.invites({ name: 'Mette Lund', caseworker: 'lone' })
  expect(await mette.status()).toBe('invited')

  // The welcome: a robot, voluntary, language, time of day.
  expect(await mette.says(mette.invite.token)).toEqual(like(/Makker, en robot fra Solby Kommune/))
  expect(await mette.says('ok')).toEqual(like(/frivilligt/))
  expect(await mette.says('ok')).toEqual(like(/sprog/))
  expect(await mette.says('dansk')).toEqual(like(/dagens plan/))
  expect(await mette.says('9.30')).toEqual(like(/klokken 9\.30/, /læser ingen med.*112/))
  expect(await mette.status()).toBe('active')
  expect(await town.staff.notes(mette)).toEqual(['joined'])

  // Tuesday: the plan at the chosen time, and the reminder an hour and a half before.
  await mette.plans({
    ...{ what: 'Samtale', at: '2026-11-24T11:30', place: 'Rådhuset', travel: 'Bus 15 kl. 10.50', absence: 'counts' },
  })
  await town.advance('2026-11-24T09:29')
  expect(await mette.news()).toEqual([])
  await town.advance('2026-11-24T09:30')
  expect(await mette.news()).toEqual(like(/Godmorgen[\s\S]*11\.30: Samtale, Rådhuset/))
  await town.advance('2026-11-24T10:00')
  expect(await mette.news()).toEqual(like(/11\.30: Samtale, Rådhuset\. Bus 15 kl\. 10\.50\. Er du på vej\?/))
  expect(await mette.says('NEJ')).toEqual(like(/Du er meldt fra i dag, og Lone får det at vide/))
  expect(await town.staff.notes(mette)).toEqual(['joined', 'absent'])

  // An exercise on request, with the unrest before and after.
  expect(await mette.says('RO')).toEqual(like(/Hvor meget uro/))
  const [first, howToGoOn] = await mette.says('7')
  expect([first, howToGoOn]).toEqual([expect.not.stringMatching(/Tag den tid/), expect.stringMatching(/Tag den tid/)])
  let last = ''
  for (let step = 0; step < 9 && !/uro har du nu/.test(last); step++) last = (await mette.says('ok')).join()
  expect(last).toMatch(/uro har du nu/)
  expect(await mette.says('4')).toEqual(like(/det hjalp lidt/, /SIKKERHEDSPLAN/))

  // Five low answers: a person is called in the same write.
  expect(await mette.getsCheckIn('who5')).toEqual(like(/fem linjer[\s\S]*1 af 5/))
  expect(await mette.says('0', '0', '1', '0', '1')).toEqual(
    like(/2 af 5/, /3 af 5/, /4 af 5/, /5 af 5/, /Lone får dit svar/),
  )
  expect(await mette.says('RING')).toEqual(like(/skrevet dit ønske til Lone/))
  const contact = { alias: mette.alias, level: 'today', reasons: ['low-score'], wish: 'ring' }
  expect(await town.staff.openCases()).toEqual([{ ...contact, state: 'open', with: 'lone' }])
  expect(await town.staff.called(mette)).toEqual(['direct lone raised'])

  // Nobody looks for two working hours, so the next colleague has it.
  await town.advance('2h')
  expect(await town.staff.openCases()).toEqual([{ ...contact, state: 'open', with: 'samir' }])
  expect(await town.staff.called(mette)).toEqual(['direct lone raised', 'direct samir climbed'])
  expect(await mette.news()).toEqual([])
  expect(await town.staff.acknowledges('samir', mette)).toMatchObject({ done: true })
  expect(await mette.news()).toEqual(like(/^Samir Haddad har set/))
  expect(await town.staff.acknowledges('lone', mette)).toMatchObject({ done: false, why: 'too-late' })
  expect(await mette.news()).toEqual([])
  await town.advance('1h')
  expect((await town.staff.called(mette)).length).toBe(2)
  expect(await town.staff.resolves('samir', mette, 'met')).toMatchObject({ done: true })
  expect(await town.staff.openCases()).toEqual([])
  await town.advance('2d')
  await mette.news()

  // STOP stops everything; only their own START begins again.
  expect(await mette.says('STOP')).toEqual(like(/Jeg er stoppet/))
  await mette.plans({ what: 'Gåtur', at: '2026-11-27T10:00' })
  await town.advance('7d')
  expect(await mette.news()).toEqual([])
  expect(await mette.says('hej', 'hvad sker der?')).toEqual([])
  expect(await mette.says('START')).toEqual(like(/Velkommen tilbage/))
  expect(await mette.status()).toBe('active')

  // A pause ends by itself.
  await mette.plans({ what: 'Kaffe', at: '2026-12-05T10:00' })
  await mette.plans({ what: 'Danskhold', at: '2026-12-14T13:00' })
  expect(await mette.says('PAUSE')).toEqual(like(/pause til .*december/))
  await town.advance('2026-12-08T10:00')
  expect(await mette.news()).toEqual([])
  await town.advance('2026-12-14T10:00')
  expect(await mette.status()).toBe('active')
  expect((await mette.news()).at(-1)).toMatch(/Danskhold/)
})
