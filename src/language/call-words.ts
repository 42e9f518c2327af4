/**
 * A wish to be rung, said in full: whole messages, with alternatives in braces of which an empty one may be left out.
 * No bare infinitive: "snakke med nogen" may be what helps somebody.
 */
export const RING_SAYINGS = [
  '{kan|vil|kunne|må} {du|I|nogen|en} {|godt|ikke|ikke godt|lige|venligst} ringe {til mig|mig op|}',
  '{jeg vil gerne|jeg vil godt|må jeg|kan jeg|jeg ønsker at} {ringes op|blive ringet op|have et opkald|få et opkald}',
  '{ring|I må gerne ringe|du må gerne ringe} {til mig|mig op|}',
  '{can|could|will|would} {you|someone|somebody|anyone} {|please} {call|ring|phone} me {|back|up}',
  '{call|ring|phone} me {|back|up}',
  'give me a {call|ring}',
  '{ممكن|هل يمكنك|هل يمكنكم|هل ممكن|ياريت|بتقدر|بتقدروا} {تتصل|تتصلي|تتصلوا|الاتصال|تدق|تدقوا|تخابرني|تكلمني} {|بي|فيني|معي|لي|علي}',
  '{اتصل|اتصلي|اتصلوا|خابر|خابروا} {بي|فيني|معي|علي}',
  '{كلمني|كلموني|خابرني|خابروني|دق لي|دقوا لي|دقلي}',
  '{|чи} {можете|можеш|ви можете|хтось може|хтось міг би} {|мені} {подзвонити|зателефонувати|передзвонити} {|мені}',
  '{можете|можешь|вы можете|кто нибудь может} {|мне} {позвонить|перезвонить} {|мне}',
  '{|czy} {możesz|możecie|ktoś może|może ktoś} {|do mnie} {zadzwonić|oddzwonić} {|do mnie}',
  'proszę {do mnie zadzwonić|zadzwonić do mnie|zadzwonić|oddzwonić|o kontakt|o oddzwonienie|o telefon}',
  '{|beni} {arar mısın|arar mısınız|arayabilir misin|arayabilir misiniz|geri arayın|geri ara}',
]

/** A wish for help or for a person, in the same way. */
export const HELP_SAYINGS = [
  '{jeg har brug for|jeg har virkelig brug for|har brug for|jeg mangler|jeg behøver|jeg trænger til|jeg skal bruge|jeg vil have|jeg vil gerne have|må jeg få|kan jeg få|jeg ønsker} {hjælp|noget hjælp|lidt hjælp}',
  '{jeg har brug for|jeg vil gerne tale med|jeg trænger til} et {menneske|rigtigt menneske}',
  '{kan|vil|kunne} {du|I|nogen} {|godt|ikke} hjælpe mig',
  '{jeg vil gerne|vil gerne|jeg vil|jeg ønsker at|må jeg|må jeg gerne|kan jeg|kan jeg ikke|kunne jeg|jeg har brug for at|har brug for at|jeg trænger til at|trænger til at|jeg er nødt til at} {tale|snakke|skrive} med {nogen|en|et menneske|et rigtigt menneske|en person|en rigtig person|en medarbejder|en sagsbehandler|min sagsbehandler|min kontaktperson|en fra kommunen|kommunen|jer}',
  '{jeg har brug for|jeg vil gerne have|jeg mangler|har brug for} {nogen|en|et menneske} at {tale|snakke} med',
  'er der {nogen|en|et menneske} {jeg kan|man kan|at} {tale|snakke} med',
  '{jeg har brug for at|har brug for at|jeg trænger til at|jeg vil gerne} {tale|snakke}',
  '{i need|i really need|need|i want|can i get|can i have} {help|some help}',
  '{can|could|will} {you|someone|somebody|anyone} help me',
  '{i want to|i would like to|id like to|i need to|i have to|can i|could i|may i} {talk|speak} {to|with} {someone|somebody|a human|a person|a real person|my caseworker|a caseworker|my contact person|the municipality|you}',
  '{i need to|i want to} talk',
  'i need {someone|somebody} to talk to',
  '{أحتاج|بحاجة|أنا بحاجة|محتاج|محتاجة|أنا محتاج|أنا محتاجة|بحاجة إلى|أحتاج إلى|أريد|بدي} {مساعدة|المساعدة|للمساعدة|إلى مساعدة}',
  '{ممكن|هل يمكنك|هل يمكنكم} {تساعدني|تساعدوني|مساعدتي|مساعدة}',
  '{أريد|أريد أن|بدي|اريد ان|محتاج|محتاجة|أحتاج أن|أحتاج|ممكن|هل يمكنني} {أتكلم|اتكلم|أتحدث|احكي|أحكي|التحدث|التكلم} {مع|ويا|إلى} {أحد|حدا|شخص|إنسان|شخص حقيقي|أحد ما|مستشارتي|الموظف|الموظفة|البلدية}',
  '{мені потрібна|потрібна|мені дуже потрібна|мені треба|треба|я потребую|прошу} {допомога|допомоги|допомогу}',
  '{допоможіть|допоможи} {мені|будь ласка}',
  '{можете|ви можете|можеш|хтось може} {мені|} допомогти {|мені}',
  '{я хочу|хочу|хотіла б|хотів би|я хотіла б|я хотів би|можна|чи можна|мені треба|мені потрібно} {поговорити|говорити|поспілкуватися} {з|зі|із} {кимось|кимсь|людиною|живою людиною|працівником|своїм куратором|моїм куратором|комуною}',
  '{я хочу|хочу|можна|мені треба|мені потрібно} з {кимось|людиною} поговорити',
  '{мне нужна|нужна} помощь',
  '{помогите|помоги} мне',
  '{я хочу|хочу|можно|мне надо|мне нужно} {поговорить с|с} {кем то|кем нибудь|человеком|живым человеком} {|поговорить}',
  '{potrzebuję|ja potrzebuję|chcę|bardzo potrzebuję|proszę o} {pomocy|pomoc}',
  '{pomóż|pomóżcie|pomoże} mi',
  '{możesz|możecie|ktoś może|czy możesz|czy możecie|czy ktoś może} mi pomóc',
  '{chcę|chciałbym|chciałabym|muszę|potrzebuję|czy mogę|mogę} {z kimś porozmawiać|porozmawiać z kimś|porozmawiać z człowiekiem|rozmawiać z człowiekiem|rozmawiać z kimś|pogadać z kimś|z kimś pogadać|porozmawiać z pracownikiem|porozmawiać z opiekunem|porozmawiać z gminą|porozmawiać|pogadać}',
  '{yardıma|benim yardıma} ihtiyacım var',
  '{|bana} {yardım eder misin|yardım eder misiniz|yardım edin|yardım et|yardım edebilir misiniz|yardım edebilir misin|yardım istiyorum|yardım lazım}',
  '{biriyle|birisiyle|bir insanla|gerçek bir insanla|danışmanımla|belediyeyle|bir görevliyle} {konuşmak istiyorum|konuşmam lazım|konuşmam gerek|konuşmam gerekiyor|konuşabilir miyim|görüşmek istiyorum|konuşmaya ihtiyacım var}',
]

/** What may stand before a call and takes nothing from it: a yes, a greeting, a please, "I do not know". */
export const BEFORE_CALL =
  'ja,jo,jep,ok,okay,tak,gerne,ved ikke,ved ik,det ved jeg ikke,jeg ved ikke,måske,venligst,og,så,hej,hejsa,makker,yes,yeah,please,pls,thanks,thank you,and,so,hi,hello,hey,i dont know,dont know,maybe,نعم,اي,ايوه,من فضلك,لو سمحت,لا أعرف,ربما,مرحبا,так,а,будь ласка,привіт,добрий день,не знаю,може,да,пожалуйста,proszę,to,nie wiem,może,cześć,dzień dobry,evet,tamam,lütfen,bilmiyorum,belki,merhaba'

/** A no before a call: what was asked is declined, the call is not. */
export const NO =
  'nej,næ,no,nope,لا,ні,нет,nie,hayır,yok,nej tak,no thanks,no thank you,nej desværre,nej ellers tak,nie dziękuję,nie dzięki,لا شكرا,ні дякую,ні спасибі,нет спасибо,hayır teşekkürler,hayır teşekkür ederim,yok teşekkürler,kan ikke,jeg kan ikke,jeg kan desværre ikke,kommer ikke,jeg kommer ikke,jeg kan ikke komme,jeg er syg,i cant come,im sick'

/** Of these it is seen only by a comma or a "but" that they do not decline the call itself: "nie potrzebuję pomocy". */
export const NO_OF_VERBS = 'لا,nie'

/** After a no they begin something else. */
export const BUT = 'men,but,بس,لكن,ولكن,але,но,ale,ama,fakat'

/** What may stand after a call: a please, a now. */
export const AFTER_CALL =
  'tak,venligst,nu,lige nu,snart,hurtigt,please,pls,thanks,now,right now,soon,asap,من فضلك,لو سمحت,الان,هلق,будь ласка,зараз,дякую,сейчас,пожалуйста,proszę,teraz,dziękuję,lütfen,şimdi,hemen,paa,på,on,w,we,у,в,يوم,günü,na'

/** When it is wished, beside the names of days and their parts. */
export const WHEN =
  'i dag,idag,i morgen,imorgen,i aften,i eftermiddag,i formiddag,i morgen tidlig,tidlig,senere,når du kan,når I kan,når du har tid,når I har tid,when you can,later,this afternoon,tonight,بكرة,بكرا,غدا,اليوم,сьогодні,завтра,dzisiaj,dziś,jutro,bugün,yarın'
