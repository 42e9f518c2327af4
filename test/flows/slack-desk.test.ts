import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addCover } from '../../src/db/covers.ts'
import { checkView, type View } from '../support/slack-door.ts'
import { openTown, type Town, until } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'
import type { Colleague } from '../support/town-staff.ts'

/** What colleagues do by themselves in Slack: the Home tab, /makker and the shortcuts, all signed and by the front door. */
describe('the desk in Slack', () => {
  let town: Town
  let mette: Citizen
  beforeAll(async () => {
    town = await openTown({ slack: true })
  })
  afterAll(() => town?.close())
  beforeEach(async () => {
    town.jump('2026-11-23T10:00')
    mette = await town.citizen({ planAt: '11:00' })
    town.slack!.door.calls.length = 0
  })

  const post = async ({ headers, rawBody }: { headers: Record<string, string>; rawBody: string }) => {
    const answer = await fetch(new URL('/slack/events', town.app.url), { method: 'POST', headers, body: rawBody })
    const body = await answer.text()
    await town.house.people.slack!.stop()
    const given = body ? JSON.parse(body) : undefined
    // A window that an answer brings does not pass the door.
    if (given?.view) checkView(given.view)
    return { status: answer.status, body: given }
  }
  const FORM = { type: 'application/x-www-form-urlencoded' }
  const interaction = (payload: object) =>
    post(town.slack!.sign(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), FORM))
  const idOf = (who: string) => town.slack!.users[who]!
  const types = async (who: string, text: string) =>
    post(
      town.slack!.sign(
        new URLSearchParams({
          ...{
            command: '/makker',
            text,
            user_id: idOf(who),
            channel_id: town.slack!.rooms.team!,
            team_id: 'T000000001',
          },
          ...{ trigger_id: await town.slack!.trigger(who), response_url: 'http://127.0.0.1:9/' },
        }).toString(),
        FORM,
      ),
    )
  const base = async (who: string) => ({
    ...{ team: { id: 'T000000001' }, user: { id: idOf(who) }, trigger_id: await town.slack!.trigger(who) },
  })
  const chooses = async (who: string, citizen: Citizen, deed: string) =>
    interaction({
      ...(await base(who)),
      type: 'block_actions',
      actions: [
        {
          type: 'static_select',
          action_id: 'deed',
          block_id: `citizen:${citizen.id}`,
          selected_option: { value: deed },
        },
      ],
    })
  const presses = async (who: string, view: View, action: string, block: string) =>
    interaction({
      ...(await base(who)),
      type: 'block_actions',
      view,
      actions: [{ type: 'button', action_id: action, block_id: block, value: 'none' }],
    })
  const opens = (who: string) =>
    post(
      town.slack!.sign({
        type: 'event_callback',
        team_id: 'T000000001',
        event: { type: 'app_home_opened', tab: 'home', user: idOf(who) },
      }),
    )
  const homeOf = (who: string) =>
    JSON.stringify(
      town.slack!.door.calls.findLast(({ method, body }) => method === 'views.publish' && body.user_id === idOf(who))
        ?.body.view,
    )
  const lastView = () => town.slack!.views.at(-1)!
  const fills = (who: string, view: View, values: Record<string, Record<string, unknown>>) =>
    post(
      town.slack!.window(
        who,
        view,
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { [name]: value }])),
      ),
    )
  const option = (value: string) => ({ selected_option: { value } })
  const told = (who: string) =>
    String(
      town.slack!.door.calls.findLast(
        ({ method, body }) =>
          (method === 'chat.postEphemeral' && body.user === idOf(who)) ||
          (method === 'chat.postMessage' && body.channel === idOf(who)),
      )?.body.text ?? '',
    )
  const status = async () =>
    (await town.rows<{ status: string }>('select status from citizen where id = $1', [mette.id]))[0]?.status
  const audited = async (action: string) =>
    (await town.rows('select from audit where action = $1 and citizen_id = $2', [action, mette.id])).length

  test('the Home tab has my citizens by who needs me, by alias only, and is drawn anew when a case of mine changes', async () => {
    await mette.plans({ what: 'Psykiatrisk samtale', at: '2026-11-24T10:00' })
    await opens('lone')
    expect(homeOf('lone')).toContain(`🟢 *${mette.alias}* · næste aftale tirs. 24. nov., 10.00`)
    await mette.says('jeg vil ikke leve mere')
    await town.house.people.notify()
    await until('the tab is drawn anew', () => homeOf('lone').includes(`🔴 *${mette.alias}*`))
    await until('the lead sees it as well', () => (homeOf('karen') ?? '').includes(mette.alias))
    expect(homeOf('lone')).not.toMatch(/Mette|Psykiatrisk|leve/)
    await opens('samir')
    expect(homeOf('samir')).not.toContain(mette.alias)
    await opens('admin')
    expect(homeOf('admin')).toContain('Du er ikke skrevet ind')
  })

  test('/makker says what it can, in the language of who asks, and nothing to strangers', async () => {
    await types('lone', '')
    expect(told('lone')).toContain('afløser @kollega 3.-7. august')
    await town.rows(`update caseworker set language = 'en' where slack = $1`, [idOf('samir')])
    await types('samir', 'what?')
    expect(told('samir')).toContain('I did not understand that.')
    await town.rows(`update caseworker set language = 'da' where slack = $1`, [idOf('samir')])
    await types('admin', `pause ${mette.alias}`)
    expect(told('admin')).toContain('Du er ikke skrevet ind')
    expect(await status()).toBe('active')
  })

  test.each(['pause', 'end'] as const)('%s is confirmed, done, told and written down', async (deed) => {
    await types('lone', `${deed === 'end' ? 'udmeld' : deed} ${mette.alias}`)
    expect(await status()).toBe('active')
    await fills('lone', lastView(), {})
    expect(await status()).toBe(deed === 'pause' ? 'paused' : 'ended')
    expect(told('lone')).toContain(mette.alias)
    expect(await audited(deed)).toBe(1)
    await fills('lone', { ...lastView() }, {})
    expect(told('lone')).toContain('Det passer ikke')
  })

  test('the word of the card ends nothing: who types it hears which of the two to choose', async () => {
    const before = town.slack!.views.length
    for (const word of ['afslut', 'end']) {
      await types('lone', `${word} ${mette.alias}`)
      expect(told('lone')).toContain(`tryk Afslut på kortet`)
      expect(told('lone')).toContain(`/makker udmeld ${mette.alias}`)
    }
    expect(town.slack!.views).toHaveLength(before)
  })

  test.each([
    ['wrong-alarm', 'resolved'],
    ['hand-over', 'open'],
  ])('a citizen with an open case leaves only when it is said what becomes of it: %s', async (choice, then) => {
    await mette.says('jeg har ikke noget mad')
    await town.staff.acknowledges('lone', mette)
    await types('lone', `udmeld ${mette.alias}`)
    const view = lastView()
    expect(JSON.stringify(view.blocks)).toContain('har en åben sag')
    // A window from before there was a case.
    await fills('lone', view, {})
    expect(told('lone')).toBe('Borgeren har en åben sag. Vælg først, hvad der skal ske med den.')
    expect(await status()).toBe('active')
    await fills('lone', view, { case: option(choice) })
    expect(await status()).toBe('ended')
    expect(await town.staff.case(mette)).toMatchObject({ state: then, with: then === 'open' ? 'samir' : 'lone' })
  })

  test.each(['plan', 'pause', 'belief', 'share', 'export', 'end', 'message', 'details'])(
    'a colleague of another citizen gets no %s, by command or by a forged list',
    async (deed) => {
      const before = town.slack!.views.length
      await types('samir', `${deed === 'end' ? 'unenrol' : deed} ${mette.alias}`)
      expect(told('samir')).toBe('Ingen af dine borgere hedder det. Skriv aliasset, for eksempel ravn-372.')
      await chooses('samir', mette, deed)
      expect(told('samir')).toMatch(/^(?:Det kan du ikke|Du kan ikke)/)
      expect(town.slack!.views).toHaveLength(before)
      expect(await town.rows('select from case_link where citizen_id = $1', [mette.id])).toEqual([])
    },
  )

  test('the plan of the week: an appointment is added, moved and cancelled, and Slack sees no word of those there are', async () => {
    await mette.plans({ what: 'Psykiatrisk samtale', at: '2026-11-24T10:00' })
    await chooses('lone', mette, 'plan')
    const week = lastView()
    expect(JSON.stringify(week.blocks)).toContain('tirs. 24. nov., 10.00')
    expect(JSON.stringify(week.blocks)).not.toContain('Psykiatrisk')
    await presses('lone', week, 'plan-add', 'new')
    const adding = lastView()
    const swimming = {
      ...{ what: { value: 'Svømning, 010190-1234' }, date: { selected_date: '2026-11-25' } },
      ...{ time: { selected_time: '14:00' }, every: option('once') },
    }
    await fills('lone', adding, swimming)
    expect(told('lone')).toContain('ny aftale onsdag 25. november kl. 14.00')
    const items = () =>
      town.rows<{ id: string; starts_local: string; state: string }>(
        'select id, starts_local::text, state from plan_item where citizen_id = $1 order by starts_at',
        [mette.id],
      )
    await fills('lone', adding, swimming)
    const saturday = await fills('lone', adding, {
      ...swimming,
      ...{ date: { selected_date: '2026-11-28' }, every: option('weekday') },
    })
    expect(saturday.body.errors.date).toBe('Den dag kommer den ikke: weekend, helligdag eller lukkedag.')
    expect(await items()).toHaveLength(2)
    const [first, second] = await items()
    expect(second?.starts_local).toBe('2026-11-25 14:00:00')
    await presses('lone', week, 'plan-move', `item:${second!.id}`)
    const move = lastView()
    const late = await fills('lone', move, { date: { selected_date: '2026-11-20' }, time: { selected_time: '15:00' } })
    expect(late.body.errors.date).toBe('Det tidspunkt er gået.')
    await fills('lone', move, { date: { selected_date: '2026-11-26' }, time: { selected_time: '15:30' } })
    expect((await items())[1]?.starts_local).toBe('2026-11-26 15:30:00')
    await presses('samir', week, 'plan-cancel', `item:${first!.id}`)
    expect((await items())[0]?.state).toBe('active')
    await presses('lone', week, 'plan-cancel', `item:${first!.id}`)
    expect((await items())[0]?.state).toBe('removed')
    expect(JSON.stringify(lastView().blocks)).toContain('Aftalen er aflyst')
  })

  test('who writes without a case hears alone that it arrived', async () => {
    const writes = async () => {
      await types('lone', `besked ${mette.alias}`)
      const { body } = await fills('lone', lastView(), { text: { value: 'Vi ses i morgen' } })
      await fills('lone', body.view, {})
    }
    await writes()
    const hears = (line: string) =>
      town.slack!.door.calls.some(({ body }) => body.channel === idOf('lone') && String(body.text).endsWith(line))
    await until('it has arrived', () => hears(`${mette.alias}: din besked er fremme.`))
  })

  test('belief is asked for, kept sealed, and shown to nobody', async () => {
    await types('lone', `tro ${mette.alias}`)
    const { body } = await fills('lone', lastView(), { rating: option('7') })
    await fills('lone', { ...body.view, id: 'V1' }, { next: { value: 'Ring til praktikstedet' } })
    const [row] = await town.rows<{ sealed: string }>(
      `select encode(value_sealed, 'escape') as sealed from belief where citizen_id = $1`,
      [mette.id],
    )
    expect(row?.sealed).not.toMatch(/rating|Ring/)
    const { openBeliefs } = await import('../../src/db/beliefs.ts')
    expect(await openBeliefs(town.house.db.sql, town.house.vault, mette.id)).toMatchObject([
      { rating: 7, next: 'Ring til praktikstedet' },
    ])
  })

  test('sharing: the second professional sees the citizen from then on, and only as agreed', async () => {
    await chooses('lone', mette, 'share')
    const asked = lastView()
    const alone = await fills('lone', asked, {
      with: { selected_user: idOf('lone') },
      what: option('plan'),
      until: { selected_date: '2026-12-24' },
    })
    expect(alone.body.errors.with).toContain('Vælg en kollega')
    await fills('lone', asked, {
      with: { selected_user: idOf('samir') },
      what: option('all'),
      until: { selected_date: '2026-12-24' },
    })
    expect(told('lone')).toContain('Samir Haddad kan nu se Alt')
    await opens('samir')
    expect(homeOf('samir')).toContain(mette.alias)
  })

  test('the file for the case is a link that only who asked sees', async () => {
    await types('lone', `eksport ${mette.alias}`)
    expect(told('lone')).toMatch(new RegExp(`^${mette.alias}: filerne .*Koden er \\d{4}`))
  })

  test('an absence typed in one line, told to the cover, and undone', async () => {
    await types('lone', `afløser <@${idOf('samir')}|samir> 3.-7. december`)
    expect(told('lone')).toBe('Samir Haddad tager over fra tors. 3. december 2026 til og med man. 7. december 2026.')
    expect(told('samir')).toContain('Du tager over for Lone Holm')
    const covers = () => town.rows<{ id: string }>('select id from cover')
    const [{ id }] = (await covers()) as [{ id: string }]
    const press = async (who: string) =>
      interaction({
        ...(await base(who)),
        type: 'block_actions',
        actions: [{ type: 'button', action_id: 'cover-undo', block_id: 'x', value: id }],
      })
    await press('samir')
    expect(await covers()).toHaveLength(1)
    await press('lone')
    expect(await covers()).toHaveLength(0)
    await types('lone', `afløser <@${idOf('samir')}> 3.-7. december`)
    await types('lone', `afløser <@${idOf('samir')}> 7.-9. december`)
    expect(told('lone')).toContain('Du har også Samir Haddad som afløser fra tors. 3. december 2026')
    await types('lone', `afløser <@${idOf('samir')}> når jeg gider`)
    expect(JSON.stringify(lastView().blocks)).toContain('Jeg forstod ikke datoerne')
  })

  test('an absence that begins today takes the open cases along at once', async () => {
    await mette.says('jeg har ikke noget mad')
    expect(await town.staff.case(mette)).toMatchObject({ with: 'lone' })
    await types('lone', `afløser <@${idOf('samir')}> i dag`)
    expect(await town.staff.case(mette)).toMatchObject({ state: 'open', with: 'samir' })
    expect((await town.staff.called(mette)).at(-1)).toContain('samir')
    expect(told('lone')).toMatch(/sag(?:er)? er gået videre med det samme/)
    await town.rows('delete from cover')
  })

  test('an invitation: the number is taken, the code is not in Slack but on the page behind the link, with a QR', async () => {
    await types('lone', 'inviter')
    const asked = lastView()
    const values = (phone: string) => ({ phone: { value: phone }, language: option('uk'), channel: option('sms') })
    expect((await fills('lone', asked, values('hej'))).body.errors.phone).toContain('Det er ikke et telefonnummer')
    const { body } = await fills('lone', asked, values('20 99 88 77'))
    const shown = JSON.stringify(body.view)
    expect((await fills('lone', asked, values('+45 20998877'))).body.errors.phone).toBe('Nummeret er i brug allerede.')
    const path = new URL(/"url":"([^"]+)"/.exec(shown)![1]!).pathname
    const code = /Koden er (\d{4})/.exec(shown)![1]!
    const open = await fetch(new URL(path, town.app.url), {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ code }) },
      headers: { 'content-type': FORM.type, 'sec-fetch-site': 'same-origin' },
    })
    const page = await fetch(new URL(path, town.app.url), {
      headers: { cookie: open.headers.get('set-cookie')!.split(';')[0]! },
    })
    const text = await page.text()
    expect(text).toContain('<svg')
    const [invited] = await town.rows<{ id: string; language: string }>(
      `select id, language from citizen where alias = $1`,
      [body.view.title.text],
    )
    expect(invited?.language).toBe('uk')
    const tokens = text.match(/[A-Za-z0-9][\w-]{23}/g) ?? []
    const hashes = await town.rows<{ hash: string }>(
      `select encode(token_hash, 'hex') as hash from invitation where citizen_id = $1`,
      [invited!.id],
    )
    const { hashToken } = await import('../../src/lib/ids.ts')
    const inPage = tokens.filter((token) => hashes.some(({ hash }) => hashToken(token).toString('hex') === hash))
    expect(inPage).toHaveLength(1)
    expect(JSON.stringify(town.slack!.door.calls)).not.toContain(inPage[0])
  })

  test.each([
    ['global', 'makker'],
    ['message', 'makker-message'],
  ])('the %s shortcut asks what is missing and goes on to it', async (type, callback) => {
    await mette.says('RING')
    const { id } = await town.staff.case(mette)
    await interaction({
      ...(await base('lone')),
      ...{ type: type === 'global' ? 'shortcut' : 'message_action', callback_id: callback },
      ...(type === 'message' && {
        channel: { id: town.slack!.rooms.team },
        message: { ts: '1.1', attachments: [{ blocks: [{ type: 'actions', block_id: `case:${id}:1` }] }] },
      }),
    })
    const hub = lastView()
    expect(hub.callback_id).toBe('desk-hub')
    if (type === 'global') {
      const wrong = await fills('lone', hub, { alias: { value: 'stork-000' }, deed: option('pause') })
      expect(wrong.body.errors.alias).toContain('Ingen af dine borgere')
    }
    // A window that came back brings a fresh trigger.
    const { rawBody } = town.slack!.window('lone', hub, {
      ...(type === 'global' && { alias: { alias: { value: mette.alias.toUpperCase() } } }),
      deed: { deed: option('pause') },
    })
    const payload = JSON.parse(new URLSearchParams(rawBody).get('payload')!)
    await interaction({ ...payload, trigger_id: await town.slack!.trigger('lone') })
    expect(lastView().callback_id).toBe('desk-status')
  })

  test('the citizens of who has left move when the lead says so, and nobody else', async () => {
    const who = 'lone' as Colleague
    await types('samir', `overtag <@${idOf('lone')}>`)
    expect(told('samir')).toContain('Kollegaen er her stadig')
    // The one who stands in is not the one who takes over: the case passes on twice.
    const [today, to] = ['2026-11-23', '2026-11-27']
    const cover = { caseworkerId: town.staff.people.lone.id, byId: town.staff.people.karen.id, from: today, to }
    await mette.says('jeg vil dø')
    /** The next step of the case, as the queue has it: nothing else is punctual. */
    const queued = () =>
      town.rows(
        `select from bullmq.job j join follow_up f on j.id like '%' || f.id || '-v' || f.version
          where f.citizen_id = $1 and f.kind = 'chain' and f.state = 'pending'`,
        [mette.id],
      )
    await until('the first step is queued', async () => (await queued()).length === 1)
    await addCover(town.house.db.sql, cover)
    await town.house.people.room.left(town.staff.people[who].id, 'test', 'cli')
    expect(await town.staff.case(mette)).toMatchObject({ state: 'open', with: 'karen' })
    expect(await queued()).toHaveLength(1)
    await types('samir', `overtag <@${idOf('lone')}>`)
    expect(told('samir')).toContain('Teamlederen er spurgt')
    const asked = town.slack!.door.calls.findLast(({ body }) => body.channel === idOf('karen'))!
    const block = (asked.body.blocks as { block_id?: string }[]).find(({ block_id }) => block_id)!.block_id!
    const press = async (by: string) =>
      interaction({
        ...(await base(by)),
        type: 'block_actions',
        actions: [{ type: 'button', action_id: 'takeover-confirm', block_id: block, value: 'none' }],
      })
    await press('samir')
    const owner = async () =>
      (await town.rows<{ id: string }>('select caseworker_id as id from citizen where id = $1', [mette.id]))[0]?.id
    expect(await owner()).toBe(town.staff.people.lone.id)
    await press('karen')
    expect(await owner()).toBe(town.staff.people.samir.id)
    expect(await town.staff.case(mette)).toMatchObject({ state: 'open', with: 'samir' })
    expect(await queued()).toHaveLength(1)
    expect(told('samir')).toContain('Du har overtaget')
    expect(await audited('takeover')).toBe(1)
  })
})
