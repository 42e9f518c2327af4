import { expect, test } from 'vitest'
import { stopwatch } from '../../src/lib/clock.ts'
import { like } from '../support/like.ts'
import { openTown, until } from '../support/town.ts'

test('the same day on Telegram, with the colleagues in Slack', { timeout: 30_000 }, async () => {
  await using town = await openTown({ at: '2026-11-23T09:00', telegram: true, slack: true })
  const slack = town.slack!
  const mette = await town.invites({ channel: 'telegram', name: 'Mette Lund', caseworker: 'lone' })

  expect(await mette.says(`/start ${mette.invite.token}`)).toEqual(like(/Makker, en robot/))
  expect(await mette.taps('OK')).toEqual(like(/frivilligt/))
  expect(await mette.taps('OK')).toEqual(like(/sprog/))
  expect(await mette.taps('Dansk')).toEqual(like(/dagens plan/))
  expect(await mette.taps('kl. 9.00')).toEqual(like(/klokken 9\.00/, /112/))
  expect(await mette.status()).toBe('active')
  // Answered questions have no buttons left.
  expect(mette.telegram.sees().flatMap(({ buttons }) => buttons.flat())).toEqual([])

  await mette.plans({ what: 'Samtale', at: '2026-11-24T11:30', place: 'Rådhuset', absence: 'forward' })
  await town.advance('2026-11-24T10:01')
  expect(await mette.news()).toEqual(like(/Godmorgen/, /11\.30: Samtale/))
  expect(await mette.taps('Jeg nåede ikke bussen')).toEqual(like(/Det kan ske for alle/))
  expect(await town.staff.notes(mette)).toContain('missed-bus')

  expect(await mette.says('/ro')).toEqual(like(/Hvor meget uro/))
  await mette.taps('6')
  for (let step = 0; step < 9; step++) {
    if (mette.telegram.sees().some(({ text, buttons }) => /uro har du nu/.test(text) && buttons.length > 0)) break
    await mette.taps('Videre')
  }
  expect(await mette.taps('6')).toEqual(like(/Tak, fordi du prøvede/))

  // A low check-in by buttons; an old button and a second tap say nothing and change nothing.
  expect(await mette.getsCheckIn('who5')).toEqual(like(/1 af 5/))
  const first = mette.telegram.sees().at(-1)!
  expect(await mette.taps('På intet tidspunkt')).toEqual(like(/2 af 5/))
  expect(await mette.tapsOn(first, 'Hele tiden')).toEqual([])
  expect(await mette.tapsOn(first, 'Hele tiden')).toEqual([])
  expect(await mette.taps('På intet tidspunkt', 'Lidt af tiden', 'På intet tidspunkt')).toEqual(
    like(/3 af 5/, /4 af 5/, /5 af 5/),
  )
  const [started] = await town.rows<{ state: string }>('select state from check_in')
  expect(started!.state).toBe('started')
  const took = stopwatch()
  expect(await mette.taps('Lidt af tiden')).toEqual(like(/Lone får dit svar/))

  // Beside the summary of their week, which comes when its minute does.
  const called = async (who: string) => (await slack.directs(who)).filter(({ text }) => text.includes(mette.alias))
  // The card and the direct message are in Slack within two seconds of the answer.
  await until(
    'the card and the direct message',
    async () => (await slack.cards()).length > 0 && (await called('lone')).length > 0,
  )
  expect(took()).toBeLessThan(2_000)
  const [card] = await slack.cards()
  const seen = JSON.stringify([card, await slack.directs('lone')])
  expect(seen).toContain(mette.alias)
  expect(seen).not.toMatch(/Mette|Lund|\+45|intet tidspunkt/)
  expect(await called('samir')).toEqual([])

  // Nobody acknowledges: the cover gets a new message, and takes it.
  await town.advance('2h')
  await until('the next colleague is called', async () => (await called('samir')).length > 0)
  expect(await called('lone')).toHaveLength(1)
  await mette.news()
  expect(await town.presses('samir', (await slack.cards())[0]!, 'acknowledge')).toBe(200)
  await until('the citizen is told', async () =>
    (await mette.sees()).some((text) => /^Samir Haddad har set/.test(text)),
  )
  expect(await town.staff.openCases()).toMatchObject([{ state: 'acknowledged' }])
  // Too late for Lone: it stays with Samir, and the citizen hears it once.
  expect(await town.presses('lone', (await slack.cards())[0]!, 'acknowledge')).toBe(200)
  await town.settled()
  expect((await mette.news()).filter((text) => /har set/.test(text))).toHaveLength(1)
  expect(await town.presses('samir', (await slack.cards())[0]!, 'resolve', 'met')).toBe(200)
  await until('it is closed', async () => (await town.staff.openCases()).length === 0)
  expect(await slack.cards()).toHaveLength(1)

  expect(await mette.says('/stop')).toEqual(like(/Jeg er stoppet/))
  await town.advance('8d')
  expect(await mette.news()).toEqual([])
  expect(await mette.says('/start')).toEqual(like(/Velkommen tilbage/))
})

test('an unsigned, or wrongly signed, press does nothing', async () => {
  await using town = await openTown({ telegram: true, slack: true })
  const mette = await town.citizen({ channel: 'telegram' })
  await mette.says('RING')
  await until('the card', async () => (await town.slack!.cards()).length > 0)
  const [card] = await town.slack!.cards()
  const { headers, rawBody } = town.slack!.press('samir', card!, 'case-acknowledge', { secret: 'guessed' })
  const answer = await fetch(new URL('/slack/events', town.app.url), { method: 'POST', headers, body: rawBody })
  expect(answer.status).toBe(401)
  expect(await town.staff.openCases()).toMatchObject([{ state: 'open' }])
})

test('who blocks the bot is reached by the next channel, and the case view says so', async () => {
  await using town = await openTown({ telegram: true })
  const mette = await town.citizen({ channel: 'telegram', planAt: '10:00' })
  // A second way to reach her: the phone.
  await town.rows(
    `update citizen_channel set channel = 'phone', state = 'ok' where citizen_id = $1 and channel = 'sms'`,
    [mette.id],
  )
  await mette.plans({ what: 'Gåtur', at: '2026-11-23T14:00' })
  const heard = () => town.rows('select last_inbound_at::text as at from conversation')
  const before = await heard()
  town.clock.advance({ minutes: 1 })
  await mette.telegram.blocks()
  await until('the house knows', async () => (await mette.show()).channels[0]!.state === 'blocked')
  // To block is not to write: no silence ends by it, and no conversation runs.
  expect(await heard()).toEqual(before)
  await town.advance('2026-11-23T10:30')
  expect(await town.rows(`select channel, state from outbox where kind = 'plan'`)).toEqual([
    { channel: 'phone', state: 'delivered' },
  ])
  expect((await mette.show()).channels).toMatchObject([
    { channel: 'telegram', state: 'blocked' },
    { channel: 'phone', state: 'ok' },
  ])
  await mette.telegram.blocks(false)
  await until('the house knows', async () => (await mette.show()).channels[0]!.state === 'ok')
})

test('a block that only the refused send tells of counts as well', async () => {
  await using town = await openTown({ telegram: true })
  const mette = await town.citizen({ channel: 'telegram', planAt: '10:00' })
  await mette.plans({ what: 'Gåtur', at: '2026-11-23T14:00' })
  // Blocked while the house was not looking: as if the update had been lost.
  const seen = mette.telegram.sees().length
  await mette.telegram.blocks()
  await until('the house knows', async () => (await mette.show()).channels[0]!.state === 'blocked')
  await town.rows(`update citizen_channel set state = 'ok' where citizen_id = $1 and channel = 'telegram'`, [mette.id])
  await town.advance('2026-11-23T10:30')
  expect(mette.telegram.sees()).toHaveLength(seen)
  expect((await mette.show()).channels[0]).toMatchObject({ channel: 'telegram', state: 'blocked' })
  expect(await town.staff.notes(mette)).toContain('undeliverable')
})

test('danger said six times within half an hour is answered six times', async () => {
  await using town = await openTown({ telegram: true })
  const mette = await town.citizen({ channel: 'telegram' })
  for (let n = 0; n < 7; n++) expect((await mette.says('jeg vil bare dø')).join(' '), `time ${n + 1}`).toMatch(/112/)
})
