import { expect, test } from 'vitest'
import { content, factsAt, hear, MONDAY, talk, withStatus } from './talk.ts'

const closed = { staffed: false }

test('danger now, somebody at work: one reply, no question but an exercise, the case at once', () => {
  const citizen = talk()
  expect(citizen.says('nu gør jeg det', { risk: ['S3', 'death-wish'] })).toEqual(['safety.s3.staffed'])
  expect(citizen.said[0]?.choices?.map(({ value }) => value)).toEqual(['ro'])
  expect(citizen.kind).toBe('safety')
  expect(citizen.effects).toEqual([
    { do: 'raise', level: 'acute', class: 'death-wish', risk: 'S3' },
    { do: 'stop-routine' },
    { do: 'keep-text' },
  ])
})

test('danger now, nobody at work: 112 and a number first, then when somebody reads it', () => {
  expect(talk(closed).says('nu gør jeg det', { risk: ['S3', 'self-harm'] })).toEqual([
    'safety.s3.closed-1',
    'safety.s3.closed-2',
  ])
})

test('with a duty rota somebody is told at any hour, and the text says so', () => {
  const rules = { ...content.rules, afterHours: { ...content.rules.afterHours, cover: 'duty' as const } }
  expect(talk({ ...closed, rules }).says('nu gør jeg det', { risk: ['S3', 'death-wish'] })).toEqual([
    'safety.s3.staffed',
  ])
})

test('the exercise after a safety reply asks no numbers', () => {
  const citizen = talk(closed)
  citizen.says('nu gør jeg det', { risk: ['S3', 'death-wish'] })
  expect(citizen.says('ro')[0]).toMatch(/^exercise\..*\.step\.1$/)
  const again = talk(closed)
  again.says('nu gør jeg det', { risk: ['S3', 'death-wish'] })
  expect(again.says('', { tap: 'ro' })[0]).toMatch(/step\.1$/)
})

test('serious: the reply by the clock and the one direct question', () => {
  expect(talk().says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })).toEqual([
    'safety.s2.staffed',
    'safety.unsure',
  ])
  const night = talk(closed)
  expect(night.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })).toEqual([
    'safety.s2.closed',
    'safety.s3.closed-2',
    'safety.unsure',
  ])
  expect(night.did('raise')).toEqual([{ do: 'raise', level: 'today', class: 'death-wish', risk: 'S2' }])
  expect(night.did('stop-routine')).toHaveLength(1)
})

test.each([
  ['ja', ['safety.yes'], ['acute']],
  ['ved ikke', ['safety.yes'], ['today']],
  ['nej', ['safety.no'], []],
])('the direct question answered with "%s"', (answer, keys, raised) => {
  const citizen = talk()
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  const before = citizen.did('raise').length
  expect(citizen.says(answer)).toEqual(keys)
  const news = citizen.did('raise').slice(before)
  expect(news.map((effect) => 'level' in effect && effect.level)).toEqual(raised)
  expect(citizen.did('keep-text').length).toBeGreaterThan(1)
})

test('the direct question is put once: other words are kept, and a later yes is still heard', () => {
  const citizen = talk()
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  expect(citizen.says('min mor forstår mig ikke')).toEqual(['safety.waiting'])
  expect(citizen.says('jeg vil bare dø', { risk: ['S2', 'death-wish'] })).toEqual(['safety.s2.staffed'])
  expect(citizen.says('RO')[0]).toMatch(/step\.1$/)
  expect(citizen.says('spring over')).toEqual(['exercise.cancelled'])
  expect(citizen.says('ja')).toEqual(['safety.yes'])
})

test('a concern goes on beside the open question and stops nothing', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  expect(citizen.says('jeg er faldet i igen', { risk: ['S1', 'relapse'] })).toEqual(['safety.s1'])
  expect(citizen.did('raise')).toEqual([{ do: 'raise', level: 'soon', class: 'relapse', risk: 'S1' }])
  expect(citizen.did('stop-routine')).toEqual([])
  expect(citizen.says('3')).toEqual(['check-in.item'])
})

test('hopelessness is asked about; yes makes it serious', () => {
  const citizen = talk()
  expect(citizen.says('alt er lige meget', { risk: ['S1', 'hopeless'] })).toEqual(['safety.s1', 'safety.unsure'])
  expect(citizen.says('ja')).toEqual(['safety.yes'])
  expect(citizen.did('raise').at(-1)).toMatchObject({ level: 'today', risk: 'S2' })
  expect(citizen.facts.routineStopped).toBe(true)
})

test.each([
  ['child', 'safety.child'],
  ['shelter', 'safety.shelter'],
  ['food', 'safety.food'],
] as const)('%s has a text of its own', (reason, key) => {
  expect(talk().says('det er galt', { risk: ['S2', reason] })).toEqual([key])
})

test.each(['S1', 'S2', 'S3'] as const)('violence (%s): nothing a partner may read, and a time', (level) => {
  const citizen = talk(closed)
  expect(citizen.says('han slår mig', { risk: [level, 'violence'] })).toEqual(['safety.violence'])
  expect(citizen.says('ved ikke')).toEqual(['safety.violence'])
  expect(citizen.says('det er svært')).toEqual(['free.thanks'])
  expect(citizen.says('kl. 14')).toEqual(['safety.violence-time'])
  expect(citizen.did('tell-caseworker')).toContainEqual({ do: 'tell-caseworker', what: 'needs', detail: '14:00' })
  // No card says to ring: whoever does has read when.
  expect(citizen.did('wish')).toEqual([])
})

test('the open question waits through a safety conversation and goes on when a person has handed back', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('4')
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  expect(citizen.says('nej')).toEqual(['safety.no'])
  expect(citizen.says('hej')).toEqual(['safety.waiting'])
  expect(citizen.says('3')).toEqual(['safety.waiting'])
  citizen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  expect(citizen.says('hej')).toEqual(['resume.hello', 'check-in.item'])
  expect(citizen.said[1]?.params).toMatchObject({ n: 2 })
})

test('after the hand-back any word takes it up again, and an unanswered safety question is over', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  citizen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  expect(citizen.says('videre')).toEqual(['check-in.item'])
  const other = talk()
  other.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  other.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  other.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  expect(other.says('det gik godt i dag')).toEqual(['free.thanks', 'check-in.item'])
})

test('a check-in that expired while a person was there does not come back', () => {
  const citizen = talk()
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  citizen.says('nej')
  citizen.later({ hours: 90 }, { routineStopped: false, openCase: undefined, pendingCheckIn: undefined })
  expect(citizen.says('hej')).toEqual(['resume.hello'])
  expect(citizen.state).toEqual({})
})

test('after STOP a person in danger still gets the reply, the case and what the reply offered', () => {
  const citizen = talk({ citizen: withStatus('stopped') })
  expect(citizen.says('det hele er ligegyldigt', { risk: ['S1', 'hopeless'] })).toEqual([])
  expect(citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })).toEqual([
    'safety.s2.staffed',
    'safety.unsure',
  ])
  expect(citizen.says('ja')).toEqual(['safety.yes'])
  expect(citizen.says('RO')[0]).toMatch(/step\.1$/)
  expect(citizen.says('spring over')).toEqual(['exercise.cancelled'])
  citizen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  expect(citizen.says('RO')).toEqual([])
})

test('a yes to the direct question is heard also after STOP, and other words are kept without an answer', () => {
  const citizen = talk()
  citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  expect(citizen.says('STOP')).toEqual(['stop.confirmed'])
  expect(citizen.says('ja')).toEqual(['safety.yes'])
  const kept = citizen.did('keep-text').length
  expect(citizen.says('der er ingen der kan hjælpe')).toEqual([])
  expect(citizen.did('keep-text')).toHaveLength(kept + 1)
  expect(citizen.says('slet mig')).toEqual([])
  const asked = talk()
  asked.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
  asked.says('slet mig')
  expect(asked.says('ja')).toEqual(['stop.confirmed'])
  expect(asked.says('nej')).toEqual(['safety.no'])
})

test('a call for help that the screen worries about is still a call for a person', () => {
  const citizen = talk()
  const begging = { text: 'HJÆLP', command: 'HELP', risk: { level: 'S1', class: 'other', span: '', rule: '' } } as const
  const { say, effects } = hear({}, { ...begging, at: MONDAY }, citizen.facts)
  expect(say.map(({ key }) => key)).toEqual(['safety.s1'])
  expect(effects).toContainEqual({ do: 'raise', level: 'today', class: 'asked-for-human' })
})

test('while somebody is worried about, neither HEJ nor START is told that the plan comes as before', () => {
  for (const word of ['HEJ', 'START']) {
    const citizen = talk()
    citizen.says('jeg vil ikke mere', { risk: ['S3', 'death-wish'] })
    expect(citizen.says(word)).toEqual(['safety.waiting'])
  }
})

test('START after a STOP in danger promises no plan while the routine is stopped', () => {
  const citizen = talk()
  citizen.says('jeg vil ikke mere', { risk: ['S3', 'death-wish'] })
  citizen.says('STOP')
  expect(citizen.says('START')).toEqual(['stop.go-on'])
  expect(citizen.facts.citizen.status).toBe('active')
})

test('danger written in another language is answered in it, and what is routine goes on in their own', () => {
  const citizen = talk(closed)
  citizen.is('check-in', { checkInId: 'k1', instrument: 'who5' })
  citizen.says('I want to die', { risk: ['S2', 'death-wish'], language: 'en' })
  expect(citizen.read()[0]).toMatch(/^It is good you write this. I am a robot/)
  citizen.says('no', { language: 'en' })
  expect(citizen.read()[0]).toMatch(/^Thank you for the answer/)
  citizen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
  citizen.says('hej')
  expect(citizen.read().join(' ')).toMatch(/Hej igen.*glad og i godt humør/)
})

test("a text whose language is unknown, or has no words here, is answered in the citizen's own", () => {
  const citizen = talk({ ...closed, languages: ['da', 'en'] })
  citizen.says('chcę umrzeć', { risk: ['S2', 'death-wish'], language: 'pl' })
  expect(citizen.read()[0]).toMatch(/^Godt, du skriver det/)
})

test.each(['ok', 'hej', 'hey', 'nok', 'okay'])(
  '"%s" is no answer to whether one thinks of taking one’s life',
  (word) => {
    const citizen = talk()
    citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    expect(citizen.says(word)).toEqual(['safety.waiting'])
    expect(citizen.says('ja')).toEqual(['safety.yes'])
  },
)

test.each([['ja'], ['nej jeg mente ja'], ['nej, ja']])(
  'a no is taken back by "%s", until a person has taken over',
  (word) => {
    const citizen = talk()
    citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    expect(citizen.says('nej')).toEqual(['safety.no'])
    expect(citizen.says(word)).toEqual(['safety.yes'])
    expect(citizen.did('raise').at(-1)).toMatchObject({ level: 'acute', class: 'death-wish' })
    const seen = talk()
    seen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    seen.says('nej')
    seen.later({ hours: 3 }, { routineStopped: false, openCase: undefined })
    expect(seen.says('ja')).not.toContain('safety.yes')
  },
)

test.each(['nej tak', 'Nej det har jeg ikke, tak', 'nej, det sagde jeg jo', 'nej det tror jeg', 'nie tak'])(
  '"%s" is a plain no',
  (word) => {
    const citizen = talk()
    citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    expect(citizen.says(word)).toEqual(['safety.no'])
    expect(citizen.did('raise')).toHaveLength(1)
  },
)

test('"jeg fortryder" after an overdose is no answer to take back', () => {
  const citizen = talk()
  citizen.says('jeg har taget alle mine piller', { risk: ['S3', 'self-harm'] })
  expect(citizen.says('jeg fortryder')).toEqual(['safety.waiting'])
  expect(citizen.did('keep-text')).toHaveLength(2)
})

test('whoever is worried about is never told that they are not understood', () => {
  const citizen = talk()
  citizen.says('jeg har taget alle mine piller', { risk: ['S3', 'self-harm'] })
  citizen.says('RO')
  const kept = citizen.did('keep-text').length
  for (const word of ['jeg fryser', 'det snurrer', 'kom nu', 'skynd jer']) {
    expect(citizen.says(word)).toEqual(['safety.waiting'])
  }
  expect(citizen.did('keep-text')).toHaveLength(kept + 4)
  expect(citizen.says('ok')[0]).toMatch(/step\.2$/)
})

test.each([
  'han er hjemme fra kl 16.00',
  'ikke efter kl 16',
  'kun før 15.30',
  'aldrig om aftenen',
  'ring ikke, han er hjemme kl. 14.00',
  '5',
])('after violence "%s" is no time at which somebody may ring', (words) => {
  const citizen = talk()
  citizen.says('han slår mig', { risk: ['S2', 'violence'] })
  citizen.says(words)
  expect(citizen.did('tell-caseworker')).not.toContainEqual(expect.objectContaining({ what: 'needs' }))
  expect(citizen.did('wish')).toEqual([])
  expect(citizen.did('keep-text')).toHaveLength(2)
})

test.each(['kl 10', '10.30', 'formiddag', 'halv elleve'])(
  'after violence "%s" is kept as the time, and no card says to ring',
  (words) => {
    const citizen = talk()
    citizen.says('han slår mig', { risk: ['S2', 'violence'] })
    expect(citizen.says(words)).toEqual(['safety.violence-time'])
    expect(citizen.did('wish')).toEqual([])
  },
)

test('children in a home with violence are a task beside it, and nothing said hints at either', () => {
  const found = { level: 'S2', class: 'violence', span: '', rule: 'da.x', children: true } as const
  const { say, effects } = hear({}, { text: 'min mand slår mig og børnene', at: MONDAY, risk: found }, talk().facts)
  expect(effects).toEqual(
    expect.arrayContaining([
      { do: 'raise', level: 'today', class: 'violence', risk: 'S2', language: null },
      { do: 'raise', level: 'today', class: 'child' },
    ]),
  )
  expect(say.map(({ key }) => key)).toEqual(['safety.violence'])
  const later = talk()
  later.says('han slår mig', { risk: ['S2', 'violence'] })
  expect(later.says('nu slår han børnene', { risk: ['S3', 'child'] })).toEqual(['safety.violence'])
})

test('who writes of a child in danger hears of the child, not of a line for the suicidal', () => {
  expect(talk(closed).says('min mand slår børnene', { risk: ['S3', 'child'] })).toEqual(['safety.child'])
})

test('after STOP a call for a person is heard, and a concern is kept without a word', () => {
  const citizen = talk({ citizen: withStatus('stopped') })
  expect(citizen.says('HJÆLP')).toEqual(['help.ring-staffed'])
  expect(citizen.did('raise')).toEqual([{ do: 'raise', level: 'today', class: 'asked-for-human' }])
  expect(citizen.says('jeg orker ikke mere', { risk: ['S1', 'hopeless'] })).toEqual([])
  expect(citizen.did('keep-text')).toHaveLength(1)
})

test('"jeg ved ikke" to the question about suicide is taken seriously, with a call beside it or not', () => {
  for (const words of ['jeg ved ikke', 'jeg ved ikke, ring til mig']) {
    const citizen = talk()
    citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    expect(citizen.says(words)).toEqual(['safety.yes'])
  }
})

test.each(['ja tak, ring til mig', 'yes please call me', 'ja hjælp'])(
  '"%s" to the question about suicide is a yes, and a call for a person besides',
  (words) => {
    const citizen = talk()
    citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    expect(citizen.says(words)).toEqual(['safety.yes'])
    expect(citizen.did('raise').map((effect) => effect.do === 'raise' && [effect.class, effect.level])).toEqual([
      ['death-wish', 'today'],
      ['death-wish', 'acute'],
      ['asked-for-human', 'today'],
    ])
  },
)

test('where somebody else may read along, the hour of a call is taken as the answer', () => {
  const citizen = talk()
  citizen.says('han slår mig', { risk: ['S2', 'violence'] })
  expect(citizen.says('ring kl 10')).toEqual(['safety.violence-time'])
  expect(citizen.did('tell-caseworker')).toContainEqual({ do: 'tell-caseworker', what: 'needs', detail: '10:00' })
  expect(citizen.says('ok tak')).toEqual(['free.thanks'])
})

test('after a no and a call an hour is for the person who rings', () => {
  const citizen = talk()
  citizen.says('det er meningsløst', { risk: ['S1', 'hopeless'] })
  citizen.says('nej, men ring til mig')
  expect(citizen.says('kl 10')).toEqual(['check-in.wish-noted'])
})

test.each(['nej, men ring til mig', 'no but please call me', 'nie, ale zadzwońcie do mnie'])(
  '"%s" to the question about suicide is a no, and a call for a person that is answered',
  (words) => {
    const citizen = talk()
    citizen.says('jeg vil ikke leve', { risk: ['S2', 'death-wish'] })
    expect(citizen.says(words)).toEqual(['help.ring-staffed'])
    expect(citizen.did('raise').map((effect) => effect.do === 'raise' && [effect.class, effect.level])).toEqual([
      ['death-wish', 'today'],
      ['asked-for-human', 'today'],
    ])
    // The no can still be taken back.
    expect(citizen.says('jo, ja')).toEqual(['safety.yes'])
  },
)

test.each([
  ['relapse', 'safety.s1'],
  ['food', 'safety.food'],
  ['shelter', 'safety.shelter'],
] as const)(
  'in a case that somebody has, %s is passed on to them, and no word that it was seen is promised',
  (reason, key) => {
    const openCase = { level: 'today', state: 'acknowledged', wish: null } as const
    for (const hours of [{}, closed]) {
      const citizen = talk({ ...hours, openCase })
      citizen.says('det er galt', { risk: ['S1', reason] })
      expect(citizen.said[0]).toMatchObject({ key, params: { staffed: 'had', shelter: 'none' } })
      expect(citizen.read()[0]).toMatch(/givet det videre til den, der har din sag/)
    }
  },
)

test('what a model finds, or no one language, leaves the language of danger as it was; the citizen’s choice ends it', () => {
  const citizen = talk(closed)
  citizen.says('I want to die', { risk: ['S2', 'death-wish'], language: 'en' })
  citizen.says('pls', { risk: ['S2', 'death-wish'] })
  expect(citizen.read()[0]).toMatch(/^It is good you write this/)
  citizen.says('dansk')
  citizen.says('er der nogen')
  expect(citizen.read().join()).toMatch(/Din besked er ikke set endnu/)
})

test('danger found by the words of their own language is answered in it, whatever the text looks like', () => {
  const found = { level: 'S2', class: 'death-wish', span: '', rule: 'da.death-wish' } as const
  const { effects } = hear({}, { text: 'vil die', at: MONDAY, language: 'en', risk: found }, factsAt(MONDAY))
  expect(effects).toContainEqual(expect.objectContaining({ do: 'raise', language: null }))
})

test('in a case that somebody has, a new call says only that they were told again', () => {
  const openCase = { level: 'today', state: 'acknowledged', wish: null } as const
  expect(talk({ openCase }).says('RING')).toEqual(['help.ring-again'])
})
