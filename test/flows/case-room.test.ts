import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/services.ts'
import type { View } from '../support/slack-door.ts'
import { openTown, type Town, until } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'

/** What a colleague sees and writes, from the card on: over Slack's signed requests and the page behind the link. */
describe.skipIf(needs('kannel').skip)('the case behind the card', () => {
  let town: Town
  let mette: Citizen
  let caseId: string

  beforeAll(async () => {
    town = await openTown({ slack: true, kannel: true })
  })
  afterAll(() => town?.close())
  beforeEach(async () => {
    town.jump('2026-11-23T10:00')
    await writes('jeg kan ikke mere, det hele er håbløst')
  })
  /** A citizen whose words have raised a case. */
  const writes = async (words: string) => {
    mette = await town.citizen({ channel: 'sms', planAt: '11:00' })
    await mette.says(words)
    await town.house.people.notify()
    caseId = (await town.staff.case(mette)).id
  }

  const post = async ({ headers, rawBody }: { headers: Record<string, string>; rawBody: string }) => {
    const answer = await fetch(new URL('/slack/events', town.app.url), { method: 'POST', headers, body: rawBody })
    const body = await answer.text()
    // What goes on after the answer.
    await town.house.people.slack!.stop()
    await town.settled()
    return { status: answer.status, body: body ? JSON.parse(body) : undefined }
  }
  /** A button with the case in its block, as a card has it and as anybody could forge it. */
  const press = async (who: string, action: string, over: { citizen?: string } = {}) => {
    const payload = {
      type: 'block_actions',
      team: { id: 'T000000001' },
      user: { id: town.slack!.users[who] },
      trigger_id: await town.slack!.trigger(who),
      channel: { id: town.slack!.rooms.team },
      message: { ts: '1.1', text: '' },
      actions: [
        {
          type: 'button',
          action_id: action,
          ...(over.citizen ? { value: `citizen:${over.citizen}` } : { block_id: `case:${caseId}:1` }),
        },
      ],
    }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    return post(town.slack!.sign(body, { type: 'application/x-www-form-urlencoded' }))
  }
  const sends = (who: string, view: View, values: Record<string, Record<string, unknown>> = {}) =>
    post(town.slack!.window(who, view, values))
  const lastWhisper = () => {
    const call = town.slack!.door.calls.findLast(({ method }) => method === 'chat.postEphemeral')
    const blocks = call?.body.blocks as { elements?: { url?: string }[] }[] | undefined
    const url = blocks?.flatMap(({ elements }) => elements ?? []).find((one) => one.url)?.url
    return { to: call?.body.user, text: String(call?.body.text), path: url && new URL(url).pathname }
  }
  const details = async (who = 'lone') => {
    await press(who, 'case-details')
    const { to, text, path } = lastWhisper()
    expect(to).toBe(town.slack!.users[who])
    return { path: path!, code: /\d{4}(?!.*\d{4})/.exec(text)![0] }
  }
  const visit = async (path: string, cookie = '') => {
    const answer = await fetch(new URL(path, town.app.url), { headers: { cookie }, redirect: 'manual' })
    return { status: answer.status, text: await answer.text() }
  }
  const fill = async (path: string, form: Record<string, string>, cookie = '') => {
    const answer = await fetch(new URL(path, town.app.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(form),
      redirect: 'manual',
    })
    await town.settled()
    const given = answer.headers.get('set-cookie') ?? ''
    return { status: answer.status, text: await answer.text(), set: given, cookie: given.split(';')[0]! }
  }
  const enter = async (who = 'lone') => {
    const { path, code } = await details(who)
    const { cookie } = await fill(path, { code })
    return { path, cookie }
  }
  const audits = (action: string) =>
    town.rows<{ actor: string; why: string | null }>(
      'select actor, why from audit where action = $1 and citizen_id = $2 order by at, id',
      [action, mette.id],
    )
  const card = async () => {
    // Small changes of a card wait a moment for each other.
    town.clock.advance({ seconds: 10 })
    await town.house.people.notify()
    const cards = (await town.slack!.cards()).filter(({ text }) => text.includes(mette.alias))
    return JSON.stringify(cards.at(-1)?.blocks)
  }

  test('details are a link that only who pressed sees; its code opens a page with the name and the words, once', async () => {
    const { path, code } = await details()
    const gate = await visit(path)
    expect(gate.status).toBe(200)
    expect(gate.text).toContain('Lone Holm')
    expect(gate.text).not.toMatch(/Mette|håbløst|ravn/)
    const opened = await fill(path, { code })
    expect(opened.status).toBe(303)
    expect(opened.set).toMatch(/HttpOnly; SameSite=Strict/)
    const page = await visit(path, opened.cookie)
    expect(page.text).toContain('Mette Lund')
    expect(page.text).toContain('det hele er håbløst')
    expect(page.text).toContain(mette.phone)
    expect(await audits('look')).toEqual([{ actor: town.staff.people.lone.id, why: 'own page' }])
    // The same link in another browser, also with the code.
    for (const again of [await visit(path), await fill(path, { code })]) {
      expect(again.status).toBe(410)
      expect(again.text).toContain('Tryk på Detaljer i Slack')
      expect(again.text).not.toMatch(/Mette|Lone/)
    }
  })

  test('three wrong codes, five minutes or half an hour end it', async () => {
    const { path, code } = await details()
    const wrong = code === '1111' ? '2222' : '1111'
    expect((await fill(path, { code: wrong })).text).toContain('Du har 2 forsøg til')
    await fill(path, { code: wrong })
    expect((await fill(path, { code: wrong })).status).toBe(410)
    expect((await fill(path, { code })).status).toBe(410)
    const late = await details()
    town.clock.advance({ minutes: 6 })
    expect((await fill(late.path, { code: late.code })).status).toBe(410)
    const open = await enter()
    expect((await visit(open.path, open.cookie)).status).toBe(200)
    town.clock.advance({ minutes: 31 })
    expect((await visit(open.path, open.cookie)).status).toBe(410)
    // A day later the minute's round has forgotten them all, whether or not another is made.
    town.clock.advance({ hours: 25 })
    await town.house.time.round()
    expect(await town.rows('select from case_link')).toEqual([])
  })

  test('a form of another site does nothing', async () => {
    const { path, code } = await details()
    const answer = await fetch(new URL(path, town.app.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ code }),
    })
    expect(answer.status).toBe(403)
    expect((await visit(path)).status).toBe(200)
  })

  test.each(['case-details', 'case-reply', 'case-hand-back'])(
    'a stranger with a forged %s button gets nothing',
    async (action) => {
      const before = town.slack!.views.length
      for (const over of [{}, { citizen: mette.id }]) {
        await press('admin', action, over)
        expect(lastWhisper()).toEqual({
          to: town.slack!.users.admin,
          text: 'Det kan du ikke, for sagen er ikke din.',
          path: undefined,
        })
      }
      expect(town.slack!.views).toHaveLength(before)
      expect(await town.rows('select from case_link where citizen_id = $1', [mette.id])).toHaveLength(0)
    },
  )

  test('the lead has to say why, from a list, and it is logged', async () => {
    await press('karen', 'case-details')
    const asked = town.slack!.views.at(-1)!
    expect(asked.callback_id).toBe('look-reason')
    await sends('karen', asked, { reason: { reason: { selected_option: { value: 'complaint' } } } })
    const { to, text, path } = lastWhisper()
    expect(to).toBe(town.slack!.users.karen)
    const { cookie } = await fill(path!, { code: /\d{4}(?!.*\d{4})/.exec(text)![0] })
    expect((await visit(path!, cookie)).text).toContain('Mette Lund')
    expect(await audits('look')).toEqual([{ actor: town.staff.people.karen.id, why: 'lead page complaint' }])
  })

  test('a reply is seen before it is sent, reaches the phone, and the card tells that it arrived', async () => {
    await mette.news()
    await press('lone', 'case-reply')
    const write = town.slack!.views.at(-1)!
    expect(JSON.stringify(write.blocks)).toContain('SMS på dansk')
    const { body } = await sends('lone', write, {
      text: { text: { value: 'Jeg ringer kl. 11. Dit nummer 010190-1234 har jeg.' } },
    })
    expect(JSON.stringify(body.view.blocks)).toContain('Lone: Jeg ringer kl. 11. Dit nummer [cpr] har jeg.')
    expect(JSON.stringify(body.view.blocks)).toContain('Ca. 0,35 kr. (1 sms)')
    expect(await mette.news()).toEqual([])
    const sent = await sends('lone', { ...body.view, id: write.id })
    expect(sent.body).toEqual({ response_action: 'clear' })
    // The same window sent again is the same message.
    await sends('lone', { ...body.view, id: write.id })
    expect(await mette.news()).toEqual(['Lone: Jeg ringer kl. 11. Dit nummer [cpr] har jeg.'])
    await until('the card says that it has arrived', async () => (await card()).includes('leveret'))
  })

  test('while a person talks the companion is silent; the answer waits on the card and is told once', async () => {
    // No danger, so routine goes on.
    await writes('RING')
    await mette.news()
    const { path, cookie } = await enter()
    const drafted = await fill(`${path}/draft`, { text: 'Hej, hvordan går det?' }, cookie)
    expect(drafted.text).toContain('Lone: Hej, hvordan går det?')
    const id = /name="id" value="([^"]+)"/.exec(drafted.text)![1]!
    expect((await fill(`${path}/send`, { id, text: 'Hej, hvordan går det?' }, cookie)).status).toBe(303)
    expect(await mette.news()).toContain('Lone: Hej, hvordan går det?')
    expect(await mette.says('lidt bedre i dag', 'tak fordi du skriver')).toEqual([])
    await until('the answer is on the card', async () => (await card()).includes('Svar venter'))
    const told = (await town.slack!.directs('lone')).filter(({ text }) => text.includes(`${mette.alias} har svaret`))
    expect(told).toHaveLength(1)
    const page = await visit(path, cookie)
    expect(page.text).toContain('tak fordi du skriver')
    // Read is not answered; what comes after the look is told again.
    expect(await mette.says('er du der?')).toEqual([])
    await until(
      'who looked hears of more',
      async () =>
        (await town.slack!.directs('lone')).filter(({ text }) => text.includes(`${mette.alias} har svaret`)).length ===
        2,
    )
    expect(await card()).toContain('Svar venter')
    const second = await fill(`${path}/draft`, { text: 'Ja' }, cookie)
    const next = /name="id" value="([^"]+)"/.exec(second.text)![1]!
    await fill(`${path}/send`, { id: next, text: 'Ja' }, cookie)
    await until('it waits no more', async () => !(await card()).includes('Svar venter'))
    expect(await mette.news()).toEqual(['Lone: Ja'])
    await mette.says('godt')
    // The plan of 11:00 is held, and so is the next day's; after the hand-back one message comes, not two.
    await mette.plans({ what: 'Svømning', at: '2026-11-23T14:00' })
    await town.advance('2026-11-23T11:30')
    expect(await mette.news()).toEqual([])
    const again = await enter()
    expect((await fill(`${path}/hand-back`, {}, again.cookie)).status).toBe(410)
    expect((await fill(`${again.path}/hand-back`, {}, again.cookie)).status).toBe(303)
    await town.settled()
    const news = await mette.news()
    expect(news).toHaveLength(1)
    expect(news[0]).toContain('Svømning')
    expect(await mette.says('RO')).not.toEqual([])
    // Given back is not answered either; closed is.
    expect(await card()).toContain('Svar venter')
    await town.staff.acknowledges('lone', mette)
    await town.staff.resolves('lone', mette)
    expect(await card()).not.toContain('Svar venter')
  })

  test.each([
    ['in a case', 'RING'],
    ['without a case', undefined],
  ])('what is answered while the page is read has not been seen with it: %s', async (_, words) => {
    if (words) await writes(words)
    else mette = await town.citizen({ channel: 'sms', planAt: '11:00' })
    const lone = town.staff.people.lone.id
    const room = town.house.people.room
    const about = { by: lone, citizenId: mette.id }
    const drafted = await room.draft({ ...about, text: 'Hej' })
    if (!drafted.ok) throw new Error(drafted.why)
    expect(await room.send({ ...about, id: drafted.id, text: 'Hej' })).toMatchObject({ done: true })
    await town.settled()
    await mette.says('lidt bedre i dag')
    // A look is logged after the page was read, and waits here.
    const held = await town.house.db.pool.connect()
    await held.query('begin')
    await held.query('lock table audit in share mode')
    const looking = room.look({ ...about, how: 'page' })
    await until('the look waits', async () => {
      const waits = `select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database() and query like 'insert into "audit"%'`
      return (await town.rows(waits)).length > 0
    })
    town.clock.advance({ seconds: 1 })
    await mette.says('er du der?')
    await held.query('commit')
    held.release()
    const looked = await looking
    if (!looked.ok) throw new Error(looked.why)
    expect(looked.page.messages.map(({ text }) => text)).not.toContain('er du der?')
    expect(
      await town.rows(
        'select answered_at is not null as waits, answer_seen_at from conversation where citizen_id = $1',
        [mette.id],
      ),
    ).toEqual([{ waits: true, answer_seen_at: null }])
    if (words)
      await until('who looked hears of more', async () => {
        const told = await town.slack!.directs('lone')
        return told.filter(({ text }) => text.includes(`${mette.alias} har svaret`)).length === 2
      })
  })

  test('the card gives back to the companion while a person talks, and forgets the talk when its time is over', async () => {
    const writesBack = async () => {
      await press('lone', 'case-reply')
      const write = town.slack!.views.at(-1)!
      const { body } = await sends('lone', write, { text: { text: { value: 'Hej' } } })
      await sends('lone', { ...body.view, id: write.id })
    }
    expect(await card()).not.toContain('case-hand-back')
    await writesBack()
    expect(await card()).toContain('Lone Holm skriver med borgeren')
    expect(await card()).toContain('case-hand-back')
    await press('lone', 'case-hand-back')
    expect(await card()).not.toMatch(/case-hand-back|skriver med borgeren/)
    await writesBack()
    expect(await card()).toContain('skriver med borgeren')
    const at = await town.rows<{ person_until: Temporal.Instant }>(
      'select person_until from conversation where citizen_id = $1',
      [mette.id],
    )
    await town.house.time.advance(at[0]!.person_until, async (now) => town.clock.set(now))
    expect(
      (await town.slack!.cards())
        .filter(({ text }) => text.includes(mette.alias))
        .map((one) => JSON.stringify(one.blocks)),
    ).toEqual([expect.not.stringMatching(/case-hand-back|skriver med borgeren/)])
  })

  test('the files for the case system come by the same page only, and that they were taken is logged', async () => {
    const link = await town.house.people.room.link({
      ...{ by: town.staff.people.lone.id, citizenId: mette.id, caseId, what: 'export' },
    })
    if (!link.ok) throw new Error(link.why)
    const path = new URL(link.url).pathname
    expect((await visit(`${path}/file.pdf`)).status).toBe(410)
    const { cookie } = await fill(path, { code: link.code })
    expect((await visit(path, cookie)).text).not.toContain('håbløst')
    expect((await visit(`${path}/file.pdf`, cookie)).text).toMatch(/^%PDF-/)
    const { citizen, messages } = JSON.parse((await visit(`${path}/file.json`, cookie)).text)
    expect(citizen.name).toBe('Mette Lund')
    expect(messages.map(({ text }: { text: string }) => text)).toContain('jeg kan ikke mere, det hele er håbløst')
    const lone = { actor: town.staff.people.lone.id, why: null }
    expect([await audits('export-pdf'), await audits('export-json')]).toEqual([[lone], [lone]])
  })

  test('what is written in the thread under a card goes nowhere', async () => {
    const before = await town.rows('select id from outbox union all select id from inbox order by id')
    const [first] = (await town.slack!.cards()).filter(({ text }) => text.includes(mette.alias))
    const thread = (await town.slack!.call('conversations.replies', {
      channel: first!.channel,
      ts: first!.ts,
    })) as unknown as { messages: { text: string }[] }
    expect(thread.messages[1]?.text).toContain('Kun for kolleger: skriv ikke navne, CPR-numre eller helbred her.')
    const event = {
      type: 'event_callback',
      event: {
        ...{
          type: 'message',
          channel: first!.channel,
          user: town.slack!.users.samir,
          text: 'Mette 010190-1234 er syg',
        },
        ...{ ts: '2.2', thread_ts: first!.ts },
      },
    }
    expect((await post(town.slack!.sign(event))).status).toBe(200)
    expect(await town.rows('select id from outbox union all select id from inbox order by id')).toEqual(before)
    const dump = await town.rows<{ found: string }>(
      `select query_to_xml('select * from ' || quote_ident(table_name), true, true, '')::text as found
        from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    )
    expect(dump.filter(({ found }) => found.includes('er syg'))).toEqual([])
  })

  test('a deactivated Slack user loses the open page at once, and their case goes to the cover', async () => {
    const { path, cookie } = await enter()
    expect((await visit(path, cookie)).status).toBe(200)
    await post(
      town.slack!.sign({
        type: 'event_callback',
        team_id: 'T000000001',
        event: { type: 'user_change', user: { id: town.slack!.users.lone, deleted: true } },
      }),
    )
    expect((await visit(path, cookie)).status).toBe(410)
    expect(await town.staff.case(mette)).toMatchObject({ state: 'open', with: 'samir' })
    await press('lone', 'case-details')
    expect(lastWhisper()).toMatchObject({ path: undefined, text: 'Det kan du ikke, for sagen er ikke din.' })
    expect((await details('samir')).path).toBeDefined()
  })
})

describe('the case in a window of Slack', () => {
  test('has the name and the words, no picture, and the look is logged', async () => {
    await using town = await openTown({ slack: true, details: 'modal' })
    const mette = await town.citizen()
    await mette.getsCheckIn('who5')
    await mette.says('0', '0', '1', '0', '1')
    const { id } = await town.staff.case(mette)
    const payload = {
      type: 'block_actions',
      team: { id: 'T000000001' },
      user: { id: town.slack!.users.lone },
      trigger_id: await town.slack!.trigger('lone'),
      channel: { id: town.slack!.rooms.team },
      actions: [{ type: 'button', action_id: 'case-details', block_id: `case:${id}:1` }],
    }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    const { headers, rawBody } = town.slack!.sign(body, { type: 'application/x-www-form-urlencoded' })
    await fetch(new URL('/slack/events', town.app.url), { method: 'POST', headers, body: rawBody })
    await until('the window is open', () => town.slack!.views.length > 0)
    const shown = JSON.stringify(town.slack!.views.at(-1)?.blocks)
    expect(shown).toContain('Mette Lund')
    expect(shown).toContain('jeg været glad og i godt humør: *0*')
    expect(shown).not.toContain('image')
    expect(await town.rows("select why from audit where action = 'look'")).toEqual([{ why: 'own modal' }])
    expect(await town.rows('select from case_link')).toHaveLength(0)
  })
})
