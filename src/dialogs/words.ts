/**
 * Words that mean a choice, in every language we read; the choice's own value is one of them. How a typo is forgiven is
 * the reader's business. Never a digit: a late "1" must not answer a word question.
 */
const WORDS = {
  ok: 'ok, okay, ja, jo, fint, godt, på vej, forstået, yes, sure, on my way, نعم, حسنا, так, добре, гаразд, tak, dobrze, evet, tamam, 👍',
  yes: 'ja, jo, jep, ja tak, gerne, yes, yep, yeah, نعم, ايوه, так, ага, tak, jasne, evet, tamam, 👍',
  no: 'nej, næ, niks, nej tak, no, nope, no thanks, لا, ні, нет, nie, hayır, yok, 👎',
  // Only where the question is whether somebody comes: elsewhere "kan ikke" is no "no".
  'not-coming':
    "kan ikke, jeg kan ikke, kan ikke komme, jeg kan ikke komme, jeg kan desværre ikke, kommer ikke, jeg kommer ikke, afbud, syg, jeg er syg, i can't, i cannot, can't come, i can't come, not coming, i'm sick, i am sick",
  'dont-know':
    "ved ikke, ved ik, det ved jeg ikke, måske, don't know, i don't know, not sure, maybe, لا أعرف, ربما, не знаю, може, nie wiem, może, bilmiyorum, belki",
  bus: 'bus, bussen, nåede ikke bussen, jeg nåede ikke bussen, missed the bus, the bus, автобус, autobus, otobüs',
  ring: 'ring, ring op, ring til mig, opkald, call, call me, اتصل, подзвоніть, zadzwoń, ara',
  sms: 'sms, skriv, skriv til mig, besked, text, text me, message, رسالة, смс, wiadomość, mesaj',
  wait: 'vent, det kan vente, senere, wait, it can wait, later, انتظر, почекайте, пізніше, poczekaj, później, bekle, sonra',
  skip: 'spring over, spring, skip, skip it, تخطى, تخطي, пропустити, pomiń, geç, atla',
  next: 'ok, okay, videre, næste, ja, klar, færdig, gjort, go on, next, yes, ready, done, التالي, نعم, далі, так, готово, dalej, tak, gotowe, ileri, evet, hazır, 👍',
  plan: 'plan, خطة, план',
  change: 'ret, ændre, ændr, change, edit, تعديل, змінити, zmień, değiştir',
  // Not "slet": that is asked about as a wish to stop everything.
  remove: 'fjern, remove, إزالة, прибрати, wyczyść, kaldır',
  ro: 'ro, øvelse, calm, exercise, هدوء, спокій, spokój, sakin',
  da: 'dansk, danish, da',
  en: 'engelsk, english, en',
  ar: 'arabisk, arabic, العربية, عربي',
  uk: 'ukrainsk, ukrainian, українська',
  pl: 'polsk, polish, polski, po polsku',
  tr: 'tyrkisk, turkish, türkçe, turkce',
} as const

export type ChoiceValue = keyof typeof WORDS

export const wordsOf = (value: ChoiceValue): string[] => WORDS[value].split(',').map((word) => word.trim())
