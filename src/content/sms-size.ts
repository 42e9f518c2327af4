import calculator from 'sms-segments-calculator'

/** What one text costs as SMS. `foreign`: the characters that are not GSM-7 and make the whole text UCS-2. */
export interface SmsSize {
  segments: number
  foreign: string[]
}

export const smsSize = (text: string): SmsSize => {
  const message = new calculator.SegmentedMessage(text)
  return { segments: message.segmentsCount, foreign: [...new Set(message.getNonGsmCharacters())] }
}
