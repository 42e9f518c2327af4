/** The first code points of the digit rows people here type beside ASCII: Arabic-Indic, Persian, full width. */
export const DIGIT_ROWS = [0x0660, 0x06f0, 0xff10]

const OTHER_DIGITS = /[٠-٩۰-۹０-９]/gu

/** The text with every digit as 0-9, and the Arabic decimal sign as a comma. */
export const latinDigits = (text: string): string =>
  text.replace(OTHER_DIGITS, (digit) => String((digit.codePointAt(0)! - 0x0660) & 0xf)).replaceAll('٫', ',')
