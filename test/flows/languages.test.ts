import { expect, test } from 'vitest'
import { like } from '../support/like.ts'
import { openTown, type Town } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'

/** What somebody who reads this language taps or writes, and what they are told. */
interface Story {
  language: 'ar' | 'pl'
  name: string
  /** The name of the language: the button, and the word. */
  itself: string
  time: string
  welcome: { time: RegExp; done: RegExp; hours: RegExp }
  plan: { today: RegExp; reminder: RegExp; bus: { tapped: string; written: string; said: RegExp } }
  weekly: { intro: RegExp; line: string; thanks: RegExp }
  who5: { intro: RegExp; best: string; written: string[]; last: RegExp }
  stop: { word: string; said: RegExp; start: string; back: RegExp }
}

const ARABIC: Story = {
  ...{ language: 'ar', name: 'Amal Haddad', itself: 'العربية', time: '٩:٠٠' },
  welcome: { time: /متى تريد خطة اليوم/, done: /نحن جاهزون.*9:00/, hours: /لا أحد يقرأ.*112/ },
  plan: {
    today: /صباح الخير[\s\S]*11:30: \u2068Samtale\u2069، \u2068Rådhuset\u2069/,
    reminder: /هل أنت في الطريق؟/,
    bus: { tapped: 'فاتني الباص', written: 'باص', said: /هذا يحدث للجميع[\s\S]*\u2068Lone\u2069/ },
  },
  weekly: { intro: /ثلاثة أسئلة قصيرة[\s\S]*1 من 3/, line: '٥ ٦ ٤', thanks: /شكرا على أجوبتك/ },
  who5: {
    intro: /خمس جمل[\s\S]*1 من 5\. خلال الأسبوعين/,
    best: 'طوال الوقت',
    written: ['٥', 'أربعة', 'خمسة!', '٤', 'ثلاثة'],
    last: /شكرا على أجوبتك/,
  },
  stop: { word: 'توقف', said: /توقفت ولن أكتب/, start: 'ابدأ', back: /أهلا بعودتك/ },
}

const POLISH: Story = {
  ...{ language: 'pl', name: 'Ewa Nowak', itself: 'Polski', time: 'o dziewiątej' },
  welcome: { time: /Kiedy mam wysyłać plan dnia/, done: /Wszystko gotowe.*9:00/, hours: /nikt tego nie czyta.*112/ },
  plan: {
    today: /Dzień dobry[\s\S]*11:30: Samtale, Rådhuset/,
    reminder: /Czy jesteś w drodze\?/,
    bus: { tapped: 'Autobus mi uciekł', written: 'autobus', said: /To się zdarza każdemu[\s\S]*Lone/ },
  },
  weekly: { intro: /Trzy krótkie pytania[\s\S]*1 z 3/, line: 'pięć sześć cztery', thanks: /Dziękuję za odpowiedzi/ },
  who5: {
    intro: /pięć zdań[\s\S]*1 z 5\. W ciągu ostatnich/,
    best: 'Cały czas',
    written: ['5', 'cztery', 'piec!', '4', 'trzy'],
    last: /Dziękuję za odpowiedzi/,
  },
  stop: { word: 'stop', said: /Kończę i już nie piszę/, start: 'START', back: /Witaj z powrotem/ },
}

const results = async (town: Town, citizen: Citizen): Promise<unknown[]> =>
  (
    await town.rows<{ instrument: string; state: string }>(
      'select instrument, state from check_in where citizen_id = $1 order by sent_at, id',
      [citizen.id],
    )
  ).map(({ instrument, state }) => `${instrument} ${state}`)

test.each([ARABIC, POLISH])(
  'the welcome, the plan, the questions and STOP in $language, with buttons and in words',
  {
    timeout: 40_000,
  },
  async (story) => {
    await using town = await openTown({ at: '2026-11-23T09:00', telegram: true })
    const { welcome, plan, weekly, who5, stop } = story
    const tapping = await town.invites({ channel: 'telegram', name: story.name, caseworker: 'lone' })
    const writing = await town.invites({ name: story.name, caseworker: 'lone' })

    // Both are invited in Danish. One taps the language where it is asked for …
    expect(await tapping.says(`/start ${tapping.invite.token}`)).toEqual(like(/Makker, en robot/))
    expect(await tapping.taps('OK', 'OK')).toEqual(like(/frivilligt/, /sprog/))
    expect(await tapping.taps(story.itself)).toEqual(like(welcome.time))
    expect(await tapping.taps('9:00')).toEqual(like(welcome.done, welcome.hours))
    // … the other writes its name at once, and is asked the same again.
    expect(await writing.says(writing.invite.token)).toEqual(like(/Makker, en robot/))
    const [changed, again] = await writing.says(story.itself)
    expect([changed, again].join(' ')).not.toMatch(/robot fra|\bjeg\b/)
    expect(again).toMatch(/Makker/)
    await writing.says('OK', 'OK')
    expect(await writing.says(story.itself)).toEqual(like(welcome.time))
    expect(await writing.says(story.time)).toEqual(like(welcome.done, welcome.hours))
    for (const citizen of [tapping, writing]) {
      expect(await citizen.show()).toMatchObject({ status: 'active', language: story.language })
      await citizen.plans({ what: 'Samtale', at: '2026-11-24T11:30', place: 'Rådhuset', absence: 'counts' })
    }

    await town.advance('2026-11-24T10:01')
    for (const citizen of [tapping, writing]) expect(await citizen.news()).toEqual(like(plan.today, plan.reminder))
    expect(await tapping.taps(plan.bus.tapped)).toEqual(like(plan.bus.said))
    expect(await writing.says(plan.bus.written)).toEqual(like(plan.bus.said))
    for (const citizen of [tapping, writing]) expect(await town.staff.notes(citizen)).toContain('missed-bus')

    for (const citizen of [tapping, writing]) {
      expect(await citizen.getsCheckIn('weekly')).toEqual(like(weekly.intro))
      expect(await citizen.says(weekly.line)).toEqual(like(weekly.thanks))
      expect(await citizen.getsCheckIn('who5')).toEqual(like(who5.intro))
    }
    expect((await tapping.taps(...who5.written.map(() => who5.best))).at(-1)).toMatch(who5.last)
    expect((await writing.says(...who5.written)).at(-1)).toMatch(who5.last)
    for (const citizen of [tapping, writing])
      expect(await results(town, citizen)).toEqual(['weekly completed', 'who5 completed'])

    for (const citizen of [tapping, writing]) {
      expect(await citizen.says(stop.word)).toEqual(like(stop.said))
      expect(await citizen.status()).toBe('stopped')
      expect(await citizen.says(stop.start)).toEqual(like(stop.back))
    }
  },
)

test('the language changes by its name in the middle of a question, and the question is asked again', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  await mette.getsCheckIn('who5')
  expect(await mette.says('5')).toEqual(like(/2 af 5/))
  expect(await mette.says('English')).toEqual(like(/From now on I write English/, /2 of 5/))
  expect(await mette.says('українською')).toEqual(like(/Відтепер я пишу українською/, /2 з 5/))
  expect((await mette.show()).language).toBe('uk')
  expect(await mette.says('чотири')).toEqual(like(/3 з 5/))
})

test('who writes of danger in another language is answered in it until a person has them', async () => {
  await using town = await openTown()
  const mette = await town.citizen()
  const language = (texts: string[]) => texts.map((text) => (/[æøå]|du |ikke /i.test(text) ? 'da' : 'en'))
  for (const words of ['I want to kill myself', 'hello?', 'RING', 'where are you'])
    expect(new Set(language(await mette.says(words))), words).toEqual(new Set(['en']))
  expect((await mette.says('RO')).join()).toMatch(/ the | your /)
  await town.staff.acknowledges('lone', mette)
  expect(await mette.news()).toEqual(like(/Lone Holm has seen your message/))
  // What is routine goes on in their own.
  await town.staff.resolves('lone', mette, 'reached-by-phone')
  expect((await mette.says('MIN UGE')).join()).toMatch(/aftaler/)
})
