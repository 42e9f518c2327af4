import calculator from 'sms-segments-calculator'

/** What one text costs as SMS. `foreign`: the characters that are not GSM-7 and make the whole text UCS-2. */
export interface SmsSize {
  segments: number
  encoding: 'GSM-7' | 'UCS-2'
  foreign: string[]
}

export const smsSize = (text: string): SmsSize => {
  const message = new calculator.SegmentedMessage(text)
  const foreign = [...new Set(message.getNonGsmCharacters())]
  return { segments: message.segmentsCount, encoding: foreign.length > 0 ? 'UCS-2' : 'GSM-7', foreign }
}
