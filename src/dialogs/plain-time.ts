import { fold } from '../language/fold.ts'

/** With one of these a time is a bound, or one at which nobody may ring: "han er hjemme fra kl 16". */
const BOUNDS = new Set(
  (
    'ikke ik aldrig undtagen kun foer efter fra indtil til senest tidligst mens naar hjemme arbejde ' +
    'not never dont except only before after from until till while when home ' +
    'لا ليس ما مو قبل بعد من حتى الى فقط البيت ' +
    'не ні лише тільки до після від з поки коли вдома дома ' +
    'nie tylko przed po od do kiedy dom domu ' +
    'degil sadece once sonra kadar itibaren evde haric'
  )
    .split(' ')
    .map(fold),
)
/** A time takes no more words. */
const MOST_WORDS = 5

/** Whether a message can be nothing but the time at which it suits somebody. */
export const isPlainTime = (text: string): boolean => {
  const words = fold(text).split(' ')
  return words.length <= MOST_WORDS && !words.some((word) => BOUNDS.has(word))
}
