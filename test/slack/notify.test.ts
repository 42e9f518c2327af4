import { expect, test } from 'vitest'
import { ManualClock } from '../../src/lib/clock.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Notice, NoticeResult } from '../../src/slack/notice.ts'
import { type NoticeStore, sendNotices } from '../../src/slack/notify.ts'
import { type Desk, MONDAY, openDesk, S3, wording } from './desk.ts'

/** What is due, in memory; `lost`: ids that somebody else has taken over by the time they would leave. */
const storeOf = (batch: Notice[], lost: string[] = []) => {
  const noted: string[] = []
  const note = (what: string) => async (it: { id: string }) => {
    noted.push(`${what} ${it.id}`)
  }
  const batches = [batch]
  const store: NoticeStore = {
    claim: async () => ({ notices: batches.pop() ?? [] }),
    renew: async ({ id }) => !lost.includes(id),
    ...{ sent: note('sent'), later: note('later'), dropped: note('dropped'), rung: note('rung'), hold: async () => {} },
    stillWanted: async () => true,
  }
  return { store, noted }
}
const log = createLog({ level: 'silent' })
const sendWith = async (
  store: NoticeStore,
  answer: (notice: Notice) => NoticeResult,
  phone?: () => Promise<NoticeResult>,
) => {
  const again: number[] = []
  const asked: string[] = []
  await sendNotices({
    ...{ clock: new ManualClock(MONDAY), log, wording, notices: store, ...(phone && { phone }) },
    slack: {
      async sendNotice(notice) {
        asked.push(notice.id)
        return answer(notice)
      },
    },
    again: (ms) => {
      again.push(ms)
    },
  })
  return { again, asked }
}
/** One of an acute case, as it was claimed. */
const claimed = async (desk: Desk, over: Partial<Notice>): Promise<Notice> => {
  const it = await desk.raised(S3)
  const someone = { id: desk.people.mette, name: 'Mette', slack: 'U1' }
  return {
    ...{ id: `n-${it.alias}`, kind: 'direct', reason: 'raised', attempts: 1, rung: false, late: false, case: it },
    ...{ to: someone, language: 'da', names: {}, resolvedBy: null, channel: null, card: null },
    talk: { answeredAt: null, until: null, who: null, message: null },
    duty: { number: null, code: null },
    ...over,
  }
}

test('what fails wakes its sender when it is to be tried again, and not only the next minute', async () => {
  const desk = await openDesk()
  try {
    const retry = (): NoticeResult => ({ outcome: 'retry', reason: 'timeout' })
    const first = storeOf([await claimed(desk, {})])
    expect(await sendWith(first.store, retry)).toMatchObject({ again: [5_000] })
    expect(first.noted).toEqual([expect.stringMatching(/^later/)])
    const second = storeOf([await claimed(desk, { attempts: 2 })])
    expect(await sendWith(second.store, retry)).toMatchObject({ again: [10_000] })
    const told = storeOf([await claimed(desk, {})])
    const ratelimited = (): NoticeResult => ({ outcome: 'retry', reason: 'ratelimited', afterSeconds: 7.5 })
    expect(await sendWith(told.store, ratelimited)).toMatchObject({ again: [8_000] })
    // The phone was rung in their place: they themselves are tried again, later.
    const rung = storeOf([await claimed(desk, { attempts: 3 })])
    const { again } = await sendWith(rung.store, retry, async () => ({ outcome: 'sent' }))
    expect(again).toEqual([300_000])
    expect(rung.noted).toEqual([expect.stringMatching(/^rung/)])
    expect(await sendWith(storeOf([await claimed(desk, {})]).store, () => ({ outcome: 'sent' }))).toMatchObject({
      again: [],
    })
  } finally {
    await desk.close()
  }
})

test('what somebody else has taken over is not sent by who was slow', async () => {
  const desk = await openDesk()
  try {
    const [mine, theirs] = [await claimed(desk, {}), await claimed(desk, {})]
    const { store, noted } = storeOf([mine, theirs], [theirs.id])
    const { asked, again } = await sendWith(store, () => ({ outcome: 'sent' }))
    expect(asked).toEqual([mine.id])
    expect(noted).toEqual([`sent ${mine.id}`])
    expect(again).toEqual([])
  } finally {
    await desk.close()
  }
})

test('two senders, the first of them slower than its lease: the person is told once', async () => {
  const desk = await openDesk()
  try {
    const it = await desk.raised()
    let slow = true
    await desk.notify({
      slack: {
        async sendNotice(notice) {
          if (slow) {
            // While the card hangs the lease of the message behind it ends, and another sender has its turn.
            slow = false
            desk.clock.advance({ seconds: 31 })
            await desk.notify()
          }
          return desk.slack.sendNotice(notice)
        },
      },
    })
    expect(await desk.directTo('mette', it.alias)).toHaveLength(1)
    expect((await desk.failures()).filter(({ kind }) => kind === 'direct')).toMatchObject([{ state: 'sent' }])
    desk.clock.advance({ minutes: 6 })
    await desk.notify()
    expect(await desk.directTo('mette', it.alias)).toHaveLength(1)
  } finally {
    await desk.close()
  }
})

test('a fault about one case ends the round only when the others have gone', async () => {
  const desk = await openDesk()
  try {
    const [bad, good] = [await claimed(desk, {}), await claimed(desk, {})]
    const { store, noted } = storeOf([bad, good])
    const stillWanted = async ({ id }: { id: string }) => {
      if (id === bad.id) throw new Error('the database is away')
      return new Promise<true>((resolve) => setImmediate(() => resolve(true)))
    }
    await expect(sendWith({ ...store, stillWanted }, () => ({ outcome: 'sent' }))).rejects.toThrow('is away')
    expect(noted).toEqual([`sent ${good.id}`])
  } finally {
    await desk.close()
  }
})
