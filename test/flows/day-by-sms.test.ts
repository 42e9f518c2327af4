import { describe, expect, test } from 'vitest'
import { newId } from '../../src/lib/ids.ts'
import { seal } from '../../src/lib/seal.ts'
import { like } from '../support/like.ts'
import { needs } from '../support/services.ts'
import { GATEWAY_SECRET, openTown, until } from '../support/town.ts'

describe.skipIf(needs('kannel').skip)('by SMS, through Kannel', () => {
  test('the same day by SMS: words for choices, digits for scales, and reports of delivery', {
    timeout: 60_000,
  }, async () => {
    await using town = await openTown({ at: '2026-11-23T09:00', kannel: true })
    const mette = await town.invites({ channel: 'sms', name: 'Mette Lund', caseworker: 'lone' })
    await town.settled()
    expect(await mette.news()).toEqual(like(/Lone fra Solby Kommune inviterer dig.*kod/))

    // A yes from the number that was invited is enough.
    expect(await mette.says('Ja')).toEqual(like(/Makker, en robot.*Skriv OK/))
    expect(await mette.says('ok')).toEqual(like(/frivilligt.*Skriv OK/))
    expect(await mette.says('OK.')).toEqual(like(/sprog.*DANSK/))
    expect(await mette.says('dansk')).toEqual(like(/dagens plan/))
    expect(await mette.says('9.30')).toEqual(like(/klokken 9\.30/, /112/))
    expect(await mette.status()).toBe('active')

    await mette.plans({ what: 'Samtale', at: '2026-11-24T11:30', place: 'Rådhuset', absence: 'counts' })
    await town.advance('2026-11-24T10:01')
    expect(await mette.news()).toEqual(like(/11\.30: Samtale, Rådhuset/, /Skriv OK.*NEJ.*BUS/s))
    // One typo is forgiven.
    expect(await mette.says('nejj')).toEqual(like(/Du er meldt fra i dag/))

    expect(await mette.says('RO')).toEqual(like(/uro.*0 til 10/))
    await mette.says('syv')
    await mette.says('spring over')

    expect(await mette.getsCheckIn('who5')).toEqual(like(/Svar med et tal[\s\S]*1 af 5/))
    expect(await mette.says('0')).toEqual(like(/2 af 5/))
    expect(await mette.says('hundrede')).toEqual(like(/tal fra 0 til 5/))
    expect(await mette.says('0', '1', 'nul', '1')).toEqual(like(/3 af 5/, /4 af 5/, /5 af 5/, /RING, SMS eller VENT/))
    expect(await mette.says('sms')).toEqual(like(/skrevet dit ønske/))
    expect(await town.staff.openCases()).toMatchObject([{ level: 'today', reasons: ['low-score'], wish: 'sms' }])
    await town.advance('2h')
    await town.staff.acknowledges('samir', mette)
    await town.settled()
    expect((await mette.news()).join()).toMatch(/Samir Haddad har set/)

    // Kannel tells what arrived; every message is counted in segments.
    await until('the reports of delivery', async () => {
      const left = await town.rows(`select 1 from outbox where channel = 'sms' and state = 'sent'`)
      return left.length === 0
    })
    const counted = await town.rows<{ segments: number | null }>(
      `select segments from outbox where channel = 'sms' and state = 'delivered'`,
    )
    expect(counted.length).toBeGreaterThan(15)
    expect(counted.every(({ segments }) => segments !== null && segments >= 1)).toBe(true)

    expect(await mette.says('Stop')).toEqual(like(/Jeg er stoppet/))
    await town.advance('8d')
    expect(await mette.news()).toEqual([])
    expect(await mette.says('start')).toEqual(like(/Velkommen tilbage/))
  })

  test('a number the gateway refuses has failed and is not tried for ever; a lost message goes by the next channel', {
    timeout: 30_000,
  }, async () => {
    await using town = await openTown({ at: '2026-11-23T09:00', kannel: true })
    const { house } = town
    const bent = await town.invites({ channel: 'sms', name: 'Bent Krogh' })
    await town.settled()
    const key = await house.vault.keyFor(bent.id)
    const sealed = (address: string): Buffer => seal(key, address, 'citizen_channel.address')
    const states = () =>
      town.rows('select channel, state, reason from outbox where citizen_id = $1 order by seq', [bent.id])

    await town.rows('update citizen_channel set address_sealed = $2 where citizen_id = $1', [
      bent.id,
      sealed(`${town.kannel!.unroutable}203040`),
    ])
    const again = `update outbox set state = 'queued', text_sealed = null, channel = null, channel_id = null where citizen_id = $1`
    await town.rows(again, [bent.id])
    await town.settled()
    await town.advance('1d')
    expect(await states()).toEqual([{ channel: 'sms', state: 'failed', reason: 'rejected' }])
    expect(town.kannel!.received()).toHaveLength(1)

    // The operator reports a message lost: the address is marked, the caseworker told, and the next channel used.
    await town.rows(
      `insert into citizen_channel (id, citizen_id, channel, address_index, address_sealed, state, ord, changed_at)
        values ($1, $2, 'phone', $3, $4, 'ok', 1, $5)`,
      [newId(), bent.id, house.vault.blindIndex('phone', bent.alias), sealed(bent.alias), house.clock.now().toString()],
    )
    const [row] = await town.rows<{ id: string }>(
      // Under another id: Kannel's own late report of the refusal must not meet the one below.
      `update outbox set state = 'sent', id = $2 where citizen_id = $1 returning id`,
      [bent.id, newId()],
    )
    const report = new URL('/channels/sms/kannel/status', town.app.url)
    report.search = new URLSearchParams({ secret: 'wrong', message: row!.id, status: '2' }).toString()
    expect((await fetch(report)).status).toBe(401)
    report.searchParams.set('secret', GATEWAY_SECRET)
    expect((await fetch(report)).status).toBe(200)
    await until('the next channel', async () => ((await states()) as { state: string }[])[0]!.state === 'delivered')
    expect(await states()).toMatchObject([{ channel: 'phone', state: 'delivered' }])
    expect((await bent.show()).channels).toMatchObject([
      { channel: 'sms', state: 'undeliverable' },
      { channel: 'phone' },
    ])
    // One for the message that was given up, one for the number.
    expect(await town.staff.notes(bent)).toEqual(['undeliverable', 'undeliverable'])
  })
})
