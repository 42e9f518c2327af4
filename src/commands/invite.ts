import type { House } from '../app/house.ts'
import { findCaseworker } from '../db/caseworkers.ts'
import { addCitizen, type NewCitizen } from '../db/citizens.ts'

/** An invitation as it is handed over: in the meeting by link or token, or by SMS. */
export interface Invitation {
  id: string
  alias: string
  invite: { token: string; telegram: string | null; sms: string }
}

/** Adds a citizen and sends the invitation by SMS where there is a gateway. */
export const inviteCitizen = async (house: House, citizen: NewCitizen): Promise<Invitation> => {
  const now = house.clock.now()
  const worker = await findCaseworker(house.db.sql, citizen.caseworkerId)
  const say = { key: 'invitation.sms', params: { token: citizen.token, caseworker: worker?.name.split(' ')[0] ?? '' } }
  const { text } = house.content.render(say, {
    language: citizen.language,
    channel: 'sms',
    params: { sender: house.config.municipality },
  })
  const bySms = citizen.channel !== 'phone' && house.config.sms !== undefined
  const added = await addCitizen(house.db.sql, house.vault, { ...citizen, ...(bySms && { invitation: say }) }, now)
  await house.wake()
  const bot = await house.telegramBot()
  return {
    ...added,
    invite: { token: citizen.token, telegram: bot ? `https://t.me/${bot}?start=${citizen.token}` : null, sms: text },
  }
}
