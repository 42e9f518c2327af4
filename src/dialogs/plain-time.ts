/** With one of these a time is a bound, or one at which nobody may ring: "han er hjemme fra kl 16". */
const BOUNDS = new Set(
  (
    'ikke ik aldrig undtagen kun før foer efter fra indtil til senest tidligst mens når naar hjemme arbejde ' +
    'not never dont except only before after from until till while when home ' +
    'لا ليس ما مو قبل بعد من حتى إلى الى فقط البيت ' +
    'не ні лише тільки до після від з поки коли вдома дома ' +
    'nie tylko przed po od do kiedy dom domu ' +
    'değil degil sadece önce once sonra kadar itibaren evde hariç haric'
  ).split(' '),
)
/** A time takes no more words. */
const MOST_WORDS = 5

/** Whether a message can be nothing but the time at which it suits somebody. */
export const isPlainTime = (text: string): boolean => {
  const words =
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{M}\d.:]+/gu) ?? []
  return words.length <= MOST_WORDS && !words.some((word) => BOUNDS.has(word))
}
