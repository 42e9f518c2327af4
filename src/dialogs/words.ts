/**
 * Words that mean a choice, in every language we read; the choice's own value is one of them. How a typo is forgiven is
 * the reader's business. Never a digit: a late "1" must not answer a word question.
 */
const WORDS = {
  ok: 'ok, okay, ja, jo, fint, godt, på vej, forstået, yes, sure, on my way, نعم, حسنا, موافق, في الطريق, أنا في الطريق, так, ок, добре, гаразд, в дорозі, tak, dobrze, jestem w drodze, evet, tamam, yoldayım, 👍',
  yes: 'ja, jo, jep, ja tak, gerne, yes, yep, yeah, نعم, ايوه, так, ага, tak, jasne, evet, tamam, 👍',
  no: 'nej, næ, niks, nej tak, no, nope, no thanks, لا, لا شكرا, ні, ні дякую, нет, nie, nie dziękuję, hayır, yok, 👎',
  // Only where the question is whether somebody comes: elsewhere "kan ikke" is no "no".
  'not-coming':
    "kan ikke, jeg kan ikke, kan ikke komme, jeg kan ikke komme, jeg kan desværre ikke, kommer ikke, jeg kommer ikke, afbud, syg, jeg er syg, i can't, i cannot, can't come, i can't come, not coming, i'm sick, i am sick, لا أستطيع, لن آتي, لا أقدر, أنا مريض, أنا مريضة, не можу, я не можу, не зможу, не прийду, хворію, nie mogę, nie przyjdę, nie dam rady, jestem chory, jestem chora, gelemiyorum, gelemem, gelemeyeceğim, hastayım",
  'dont-know':
    "ved ikke, ved ik, jeg ved ikke, jeg ved det ikke, det ved jeg ikke, måske, don't know, i don't know, not sure, no idea, maybe, لا أعرف, لا أدري, ما بعرف, ربما, не знаю, не впевнений, не впевнена, може, можливо, nie wiem, nie jestem pewien, nie jestem pewna, może, bilmiyorum, emin değilim, belki",
  bus: 'bus, bussen, nåede ikke bussen, jeg nåede ikke bussen, missed the bus, the bus, باص, الباص, فاتني الباص, حافلة, الحافلة, автобус, не встиг на автобус, не встигла на автобус, autobus, autobus mi uciekł, otobüs, otobüsü kaçırdım',
  ring: 'ring, ring op, ring til mig, opkald, call, call me, اتصل, اتصل بي, اتصلوا, اتصلوا بي, дзвінок, подзвоніть, подзвоніть мені, zadzwoń, zadzwoń do mnie, zadzwońcie, ara, arayın, beni arayın',
  sms: 'sms, skriv, skriv til mig, besked, text, text me, message, رسالة, اكتبوا لي, смс, напишіть, напишіть мені, wiadomość, napisz, napiszcie, mesaj, yazın, bana yazın',
  wait: 'vent, det kan vente, senere, wait, it can wait, later, انتظر, لاحقا, يمكن الانتظار, почекайте, пізніше, це може почекати, poczekaj, później, to może poczekać, bekle, sonra, bekleyebilir',
  skip: 'spring over, spring, skip, skip it, تخطى, تخطي, пропустити, pomiń, geç, atla',
  next: 'ok, okay, videre, næste, ja, klar, færdig, gjort, go on, next, yes, ready, done, التالي, نعم, далі, так, готово, dalej, tak, gotowe, ileri, devam, tamam, evet, hazır, 👍',
  plan: 'plan, خطة, план',
  change: 'ret, ændre, ændr, change, edit, تعديل, змінити, zmień, değiştir',
  // Not "slet": that is asked about as a wish to stop everything.
  remove: 'fjern, remove, إزالة, прибрати, wyczyść, kaldır',
  ro: 'ro, øvelse, calm, exercise, هدوء, تمرين, спокій, вправа, spokój, ćwiczenie, sakin, egzersiz',
  da: 'dansk, danish, da, الدنماركية, данська, данською, duński, po duńsku, danca',
  en: 'engelsk, english, en, الإنجليزية, إنجليزي, англійська, англійською, angielski, po angielsku, ingilizce',
  ar: 'arabisk, arabic, العربية, عربي, بالعربية, арабська, arabski, arapça',
  uk: 'ukrainsk, ukrainian, українська, українською, الأوكرانية, ukraiński, ukraynaca',
  pl: 'polsk, polish, polski, po polsku, البولندية, польська, lehçe',
  tr: 'tyrkisk, turkish, türkçe, turkce, التركية, турецька, turecki',
} as const

export type ChoiceValue = keyof typeof WORDS

export const wordsOf = (value: ChoiceValue): string[] => WORDS[value].split(',').map((word) => word.trim())
