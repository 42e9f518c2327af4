import { toE164 } from '../channels/sms/number.ts'
import { WrongUse } from './output.ts'

/** A phone number as people write it, in E.164; Danish when it names no country. @throws WrongUse */
export const phoneNumber = (text: string): string => {
  const number = toE164(text)
  if (!number) throw new WrongUse(`"${text}" is not a phone number; write it like +4520123456.`)
  return number
}
