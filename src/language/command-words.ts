import type { Command } from '../core/heard.ts'

/** Whole messages that are a command, in every language; compared after folding. */
export const COMMAND_WORDS: Record<Command, string> = {
  STOP: 'stop,stoppe,afmeld,frameld,/stop,unsubscribe,stop all,توقف,إيقاف,ايقاف,الغاء الاشتراك,стоп,зупинити,відписатися,отписаться,wypisz,zatrzymaj,dur,durdur,abonelikten çık',
  START: 'start,/start,begynd,tilmeld,genstart,resume,ابدأ,بدء,старт,почати,начать,wznów,zacznij,başla,başlat',
  PAUSE:
    'pause,/pause,hold pause,pavse,take a break,استراحة,توقف مؤقت,пауза,перерва,pauza,przerwa,zrób przerwę,mola,ara ver,duraklat',
  HELP: 'hjælp,hjaelp,help,/help,help me,hjælp mig,مساعدة,ساعدوني,ساعدني,النجدة,допомога,допоможіть,помощь,помогите,pomoc,pomocy,yardım,yardım edin,imdat',
  RING: 'ring,ring op,ring mig op,ring til mig,ring til mig nu,ring venligst,vil du ringe,vil du ringe til mig,kan du ringe,kan du ringe til mig,kan nogen ringe til mig,kan I ringe til mig,jeg vil gerne ringes op,call,call me now,can you call me,can someone call me,could you call me,call me,please call,phone me,اتصل,اتصل بي,اتصلوا بي,اتصلوا,дзвінок,подзвони,подзвоніть,подзвоніть мені,зателефонуйте,зателефонуйте мені,передзвоніть,передзвоніть мені,перезвоніть мені,перезвоните мне,позвоните,позвоните мне,zadzwoń,zadzwoń do mnie,zadzwońcie,zadzwońcie do mnie,proszę zadzwonić,proszę o telefon,oddzwoń,oddzwońcie,ara,ara beni,arayın,beni arayın,beni ara',
  RO: 'ro,øvelse,åndedræt,calm,breathe,exercise,هدوء,تمرين,спокій,вправа,spokój,ćwiczenie,sakin,huzur,egzersiz',
  HEJ: 'hej,hejsa,hej hej,hallo,halløj,goddag,godmorgen,godaften,dav,hello,hi,hey,good morning,مرحبا,السلام عليكم,سلام,اهلا,привіт,вітаю,добрий день,здравствуйте,привет,cześć,dzień dobry,hejka,merhaba,selam',
  WEEK: 'min uge,ugen,ugeplan,hvad skal jeg i denne uge,my week,أسبوعي,мій тиждень,mój tydzień,haftam',
  PLAN: 'plan,/plan,min plan,planen,min egen plan,vis plan,vis min plan,se plan,se min plan,my plan,my own plan,show plan,show my plan,خطة,خطتي,الخطة,план,мій план,власний план,mój plan,własny plan,planım,kendi planım',
  'SAFETY-PLAN':
    'sikkerhedsplan,min sikkerhedsplan,kriseplan,min kriseplan,plan for svære dage,min plan for svære dage,safety plan,my safety plan,crisis plan,plan for hard days,my plan for hard days,خطة الأمان,خطة السلامة,план безпеки,мій план безпеки,plan bezpieczeństwa,mój plan bezpieczeństwa,güvenlik planı,güvenlik planım',
  'MY-DATA': 'mine data,mine oplysninger,mydata,my data,بياناتي,معلوماتي,мої дані,мои данные,moje dane,verilerim',
  'WRONG-NUMBER':
    'forkert nummer,forkert nr,forkert person,wrong number,wrong person,رقم خاطئ,الرقم خطأ,رقم غلط,неправильний номер,не той номер,помилилися номером,неправильный номер,zły numer,pomyłka numeru,yanlış numara',
  UNDO: 'fortryd,fortryde,fortryd det,fortryd sidste,fortryd svar,fortryd svaret,jeg fortryder,jeg vil fortryde,forkert svar,jeg svarede forkert,jeg skrev forkert,jeg trykkede forkert,gå tilbage,undo,undo that,angre,take it back,take that back,go back,wrong answer,i made a mistake,تراجع,تراجع عن ذلك,رجوع,إجابة خاطئة,скасувати,скасуй,відмінити,відміна,назад,помилка,помилився,помилилася,отменить,отмена,cofnij,cofnij to,wstecz,pomyłka,błąd,zła odpowiedź,geri al,geri dön,yanlış cevap,yanlış yazdım',
  WHO: 'er der nogen,er der ingen,er der ingen her,er der nogen her,er der nogen der,er der nogen derude,er der nogen hjemme,er her nogen,hej er der nogen,hallo er der nogen,er der nogen der læser det her,er der nogen som læser det her,er der nogen der lytter,læser nogen det her,læser du det her,er du der,er du der stadig,er du her,er du her stadig,er i der,er du vågen,hej er du der,hallo er du der,hører du mig,kan du høre mig,nogen der,nogen hjemme,er der et menneske,er du et menneske,er du en robot,er du et rigtigt menneske,er det en robot,er der en person,hvem er du,hvem er det,hvem skriver jeg med,hvem taler jeg med,hvem svarer,anybody there,is anybody there,is anyone there,anyone there,is someone there,is there anybody,is there anyone,hello is anybody there,hello is anyone there,are you there,are you still there,are you awake,can you hear me,is anybody reading this,is anyone reading this,are you a robot,are you human,are you a human,are you a person,are you real,who are you,who is this,whos this,who am i talking to,هل من أحد,هل يوجد أحد,هل هناك أحد,هل أحد هنا,في حد,في حدا,في أحد,حدا هون,هل أنت هنا,هل أنت موجود,أنت هنا,أنت موجود,هل تسمعني,هل أنت روبوت,هل أنت إنسان,من أنت,مين انت,من معي,مين معي,є хтось,є хто,тут є хтось,хтось є,хтось тут є,є хто небудь,тут хтось є,ти тут,ви тут,ти там,ви там,ви мене чуєте,ти мене чуєш,ви робот,ти робот,ви людина,ти людина,хто ви,хто ти,хто це,есть кто,есть кто нибудь,кто нибудь есть,кто нибудь тут,вы тут,вы здесь,ты тут,ты здесь,кто вы,кто ты,кто это,jest tam ktoś,jest tu ktoś,jest ktoś,ktoś jest,ktoś tam jest,ktoś tu jest,czy jest tam ktoś,czy ktoś tam jest,czy ktoś tu jest,czy jest tu ktoś,czy ktoś to czyta,jesteś tam,jesteś,jesteś tu,czy jesteś tam,czy tam jesteś,słyszysz mnie,jesteś robotem,czy jesteś robotem,jesteś człowiekiem,czy jesteś człowiekiem,kim jesteś,kto to,kto tam,orada kimse var mı,kimse var mı,burada kimse var mı,kimse yok mu,orada mısın,orada mısınız,burada mısın,burada mısınız,beni duyuyor musun,beni duyuyor musunuz,robot musun,robot musunuz,insan mısın,insan mısınız,kimsin,siz kimsiniz,sen kimsin,bu kim',
  'SPEAK-da':
    'dansk,på dansk,skriv dansk,skriv på dansk,danish,in danish,الدنماركية,دنماركي,بالدنماركية,данська,данською,duński,po duńsku,danca,danimarkaca',
  'SPEAK-en':
    'engelsk,på engelsk,skriv engelsk,skriv på engelsk,english,in english,english please,الإنجليزية,إنجليزي,انكليزي,بالإنجليزية,англійська,англійською,angielski,po angielsku,ingilizce',
  'SPEAK-ar':
    'arabisk,på arabisk,skriv arabisk,skriv på arabisk,arabic,in arabic,العربية,عربي,عربية,بالعربية,بالعربي,арабська,арабською,arabski,po arabsku,arapça',
  'SPEAK-uk':
    'ukrainsk,på ukrainsk,skriv ukrainsk,skriv på ukrainsk,ukrainian,in ukrainian,الأوكرانية,أوكراني,بالأوكرانية,українська,українською,українська мова,ukraiński,po ukraińsku,ukraynaca',
  'SPEAK-pl':
    'polsk,på polsk,skriv polsk,skriv på polsk,polish,in polish,البولندية,بولندي,بالبولندية,польська,польською,polski,po polsku,lehçe,polonyaca',
  'SPEAK-tr':
    'tyrkisk,på tyrkisk,skriv tyrkisk,skriv på tyrkisk,turkish,in turkish,التركية,تركي,بالتركية,турецька,турецькою,turecki,po turecku,türkçe',
}

/**
 * A wish for help or for a person, said in full: whole messages, with alternatives in braces of which an empty one may be
 * left out.
 */
export const HELP_SAYINGS = [
  '{jeg har brug for|jeg har virkelig brug for|har brug for|jeg mangler|jeg behøver|jeg vil gerne have|må jeg få|kan jeg få|jeg ønsker} {hjælp|noget hjælp|lidt hjælp}',
  '{kan|vil|kunne} {du|I|nogen} {|godt|ikke} hjælpe mig',
  '{|jeg vil gerne|vil gerne|jeg vil|jeg ønsker at|må jeg|må jeg gerne|kan jeg|kan jeg ikke|kunne jeg|jeg har brug for at|har brug for at|jeg trænger til at} {tale|snakke|skrive} med {nogen|en|et menneske|et rigtigt menneske|en person|en rigtig person|en medarbejder|en sagsbehandler|min sagsbehandler|min kontaktperson|en fra kommunen|kommunen|jer}',
  '{jeg har brug for|jeg vil gerne have|jeg mangler|har brug for} {nogen|en|et menneske} at {tale|snakke} med',
  '{jeg har brug for at|har brug for at|jeg trænger til at} {tale|snakke}',
  '{i need|i really need|need|i want|can i get|can i have} {help|some help}',
  '{can|could|will} {you|someone|somebody|anyone} help me',
  '{|i want to|i would like to|id like to|i need to|can i|could i|may i} {talk|speak} {to|with} {someone|somebody|a human|a person|a real person|my caseworker|a caseworker|my contact person|the municipality}',
  'i need {someone|somebody} to talk to',
  '{أحتاج|بحاجة|أنا بحاجة|محتاج|محتاجة|بحاجة إلى|أحتاج إلى|أريد} {مساعدة|المساعدة|للمساعدة}',
  '{ممكن|هل يمكنك|هل يمكنكم} {تساعدني|تساعدوني|مساعدتي|مساعدة}',
  '{أريد|أريد أن|بدي|اريد ان|محتاج|محتاجة|أحتاج أن|ممكن|هل يمكنني} {أتكلم|اتكلم|أتحدث|احكي|أحكي|التحدث|التكلم} {مع|ويا} {أحد|حدا|شخص|إنسان|شخص حقيقي|أحد ما|مستشارتي|الموظف|الموظفة|البلدية}',
  '{мені потрібна|потрібна|мені дуже потрібна|я потребую|прошу} {допомога|допомоги|допомогу}',
  '{можете|ви можете|можеш|хтось може} {мені|} допомогти {|мені}',
  '{|я хочу|хочу|хотіла б|хотів би|я хотіла б|я хотів би|можна|чи можна|мені треба|мені потрібно} {поговорити|говорити|поспілкуватися} {з|зі|із} {кимось|кимсь|людиною|живою людиною|працівником|своїм куратором|моїм куратором|комуною}',
  '{мне нужна|нужна} помощь',
  '{|я хочу|хочу|можно|мне надо|мне нужно} поговорить с {кем то|кем нибудь|человеком|живым человеком}',
  '{potrzebuję|ja potrzebuję|chcę|bardzo potrzebuję|proszę o} {pomocy|pomoc}',
  '{możesz|możecie|ktoś może|czy możesz|czy możecie|czy ktoś może} mi pomóc',
  '{|chcę|chciałbym|chciałabym|muszę|potrzebuję|czy mogę|mogę} {z kimś porozmawiać|porozmawiać z kimś|porozmawiać z człowiekiem|rozmawiać z człowiekiem|rozmawiać z kimś|pogadać z kimś|z kimś pogadać|porozmawiać z pracownikiem|porozmawiać z opiekunem|porozmawiać z gminą}',
  '{yardıma|benim yardıma} ihtiyacım var',
  'bana {yardım eder misin|yardım eder misiniz|yardım edin|yardım et|yardım edebilir misiniz|yardım edebilir misin}',
  '{biriyle|birisiyle|bir insanla|gerçek bir insanla|danışmanımla|belediyeyle|bir görevliyle} {konuşmak istiyorum|konuşmam lazım|konuşmam gerek|konuşabilir miyim|görüşmek istiyorum|konuşmaya ihtiyacım var}',
]

/** Words that may stand before a call for a person and take nothing from it: yes, hello, please, and, but. */
export const BEFORE_CALL =
  'ja,jo,jep,ok,okay,tak,gerne,ved ikke,ved ik,det ved jeg ikke,jeg ved ikke,måske,venligst,og,så,men,hej,hejsa,yes,yeah,please,thanks,and,but,so,hi,hello,hey,i dont know,dont know,maybe,نعم,اي,ايوه,من فضلك,لو سمحت,بس,لكن,ولكن,لا أعرف,ربما,مرحبا,так,але,а,будь ласка,привіт,добрий день,не знаю,може,да,но,пожалуйста,proszę,ale,to,nie wiem,może,cześć,dzień dobry,evet,tamam,lütfen,ama,fakat,bilmiyorum,belki,merhaba'

/** A no before a call: what was asked is declined, the call is not. */
export const NO_BEFORE_CALL = 'nej,næ,no,nope,لا,ні,нет,nie,hayır,yok'

/** … and after it. */
export const AFTER_CALL =
  'tak,venligst,nu,i dag,i morgen,snart,hurtigt,når du kan,når I kan,please,thanks,now,today,tomorrow,soon,asap,من فضلك,لو سمحت,الان,اليوم,بكرا,غدا,هلق,будь ласка,зараз,сьогодні,завтра,дякую,сейчас,пожалуйста,proszę,teraz,dzisiaj,dziś,jutro,dziękuję,lütfen,şimdi,bugün,yarın,hemen'

/** Close to an opt-out without being one: whole messages … */
export const NEAR_STOP =
  'stoop,stopper,stopppp,slut,slut nu,slet,slet mig,slet alt,afslut,afmelding,afmelde,framelde,meld fra,end,quit,cancel,opt out,optout,delete,delete me,unsubcribe,remove me,finish,enough,no more,go away,stop now,قف,قفي,قفوا,اوقف,أوقفي,أوقفوا,وقف,ستوب,كفى,يكفي,انهاء,احذفني,احذفوني,احذف رقمي,الغاء,вимкнути,вимкни,видаліть мене,видали мене,відпишіть,відпиши,відпишись,зупинись,зупиніться,зупини,зупиніть,припини,припиніть,перестань,перестаньте,закінчити,досить,хватит,остановись,остановитесь,прекрати,прекратите,выключи,koniec,dość,usuń,usuń mnie,wypisz mnie,wypiszcie mnie,przestań,przestańcie,zatrzymaj się,zatrzymajcie,zakończ,anuluj,wyłącz,rezygnuję,iptal,iptal et,sil,beni sil,çık,çıkış,yeter,yeter artık,bitir,durun,durdurun,kes,kapat,bırak,vazgeç,üyelikten çık'

/** … and beginnings or parts of short messages. */
export const NEAR_STOP_PARTS =
  'stop det,stop med,stop nu,stop beskeder,stop sms,stop makker,vil gerne stoppe,vil stoppe,afmeld mig,afmeld alle,meld mig fra,meld mig ud,frameld mig,slet mig,slet mit nummer,slet mine,lad mig være,lad være med at skrive,skriv ikke til mig,hold op med at skrive,ikke flere beskeder,ikke have flere beskeder,ingen flere beskeder,ikke mere sms,ikke være med længere,ikke være med mere,stop texting,stop messaging,stop sending,stop writing,please stop,leave me alone,dont text me,no more messages,no more texts,take me off,unsubscribe me,i want to stop,لا ترسل,لا ترسلوا,لا ترسلي,لا تراسلني,لا تراسلوني,لا تراسليني,أوقف الرسائل,أوقفوا الرسائل,إيقاف الرسائل,توقف عن,لا تكتب,لا اريد رسائل,не пишіть,не пиши,перестаньте писати,перестань писати,перестань писать,перестаньте писать,не присылайте,не надсилайте,хочу відписатися,не пишите,nie piszcie,nie pisz do mnie,nie pisz więcej,przestańcie pisać,przestań pisać,nie wysyłaj,nie wysyłajcie,nie chcę wiadomości,chcę się wypisać,mesaj atma,mesaj atmayın,mesaj gönderme,mesaj göndermeyin,yazmayın,bana yazma,artık yazma,mesaj istemiyorum'
