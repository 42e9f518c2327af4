import type { Command } from '../core/heard.ts'

/** Whole messages that are a command, in every language; compared after folding. */
export const COMMAND_WORDS: Record<Command, string> = {
  STOP: 'stop,stoppe,afmeld,frameld,/stop,unsubscribe,stop all,توقف,إيقاف,ايقاف,الغاء الاشتراك,стоп,зупинити,відписатися,отписаться,wypisz,zatrzymaj,dur,durdur,abonelikten çık',
  START: 'start,/start,begynd,tilmeld,genstart,resume,ابدأ,بدء,старт,почати,начать,wznów,zacznij,başla,başlat',
  PAUSE:
    'pause,/pause,hold pause,pavse,take a break,استراحة,توقف مؤقت,пауза,перерва,pauza,przerwa,zrób przerwę,mola,ara ver,duraklat',
  HELP: 'hjælp,hjaelp,help,/help,help me,hjælp mig,مساعدة,ساعدوني,ساعدني,النجدة,допомога,допоможіть,помощь,помогите,pomoc,pomocy,yardım,yardım edin,imdat',
  RING: 'ring,ring op,ring mig op,ring til mig,ring venligst,vil du ringe,call,call me,please call,phone me,اتصل,اتصل بي,اتصلوا بي,اتصلوا,дзвінок,подзвони,подзвоніть,подзвоніть мені,зателефонуйте,зателефонуйте мені,позвоните,позвоните мне,zadzwoń,zadzwoń do mnie,zadzwońcie,zadzwońcie do mnie,proszę zadzwonić,ara,ara beni,arayın,beni arayın,beni ara',
  RO: 'ro,øvelse,åndedræt,calm,breathe,exercise,هدوء,تمرين,спокій,вправа,spokój,ćwiczenie,sakin,huzur,egzersiz',
  HEJ: 'hej,hejsa,hej hej,hallo,halløj,goddag,godmorgen,godaften,dav,hello,hi,hey,good morning,مرحبا,السلام عليكم,سلام,اهلا,привіт,вітаю,добрий день,здравствуйте,привет,cześć,dzień dobry,hejka,merhaba,selam',
  WEEK: 'min uge,ugen,ugeplan,hvad skal jeg i denne uge,my week,أسبوعي,мій тиждень,mój tydzień,haftam',
  PLAN: 'plan,/plan,min plan,planen,min egen plan,vis plan,vis min plan,se plan,se min plan,my plan,my own plan,show plan,show my plan,خطة,خطتي,الخطة,план,мій план,власний план,mój plan,własny plan,planım,kendi planım',
  'SAFETY-PLAN':
    'sikkerhedsplan,min sikkerhedsplan,kriseplan,min kriseplan,plan for svære dage,min plan for svære dage,safety plan,my safety plan,crisis plan,plan for hard days,my plan for hard days,خطة الأمان,خطة السلامة,план безпеки,мій план безпеки,plan bezpieczeństwa,mój plan bezpieczeństwa,güvenlik planı,güvenlik planım',
  'MY-DATA': 'mine data,mine oplysninger,mydata,my data,بياناتي,معلوماتي,мої дані,мои данные,moje dane,verilerim',
  'WRONG-NUMBER':
    'forkert nummer,forkert nr,forkert person,wrong number,wrong person,رقم خاطئ,الرقم خطأ,رقم غلط,неправильний номер,не той номер,помилилися номером,неправильный номер,zły numer,to pomyłka,pomyłka numeru,yanlış numara',
  UNDO: 'fortryd,fortryde,fortryd det,fortryd sidste,fortryd svar,fortryd svaret,jeg fortryder,jeg vil fortryde,forkert svar,jeg svarede forkert,jeg skrev forkert,jeg trykkede forkert,gå tilbage,undo,undo that,angre,take it back,take that back,go back,wrong answer,i made a mistake,تراجع,تراجع عن ذلك,رجوع,إجابة خاطئة,скасувати,скасуй,відмінити,відміна,назад,помилка,помилився,помилилася,отменить,отмена,cofnij,cofnij to,wstecz,pomyłka,błąd,zła odpowiedź,geri al,geri dön,yanlış cevap,yanlış yazdım',
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

/** Close to an opt-out without being one: whole messages … */
export const NEAR_STOP =
  'stoop,stopper,stopppp,slut,slut nu,slet,slet mig,slet alt,afslut,afmelding,afmelde,framelde,meld fra,end,quit,cancel,opt out,optout,delete,delete me,unsubcribe,remove me,finish,enough,no more,go away,stop now,قف,قفي,قفوا,اوقف,أوقفي,أوقفوا,وقف,ستوب,كفى,يكفي,انهاء,احذفني,احذفوني,احذف رقمي,الغاء,вимкнути,вимкни,видаліть мене,видали мене,відпишіть,відпиши,відпишись,зупинись,зупиніться,зупини,зупиніть,припини,припиніть,перестань,перестаньте,закінчити,досить,хватит,остановись,остановитесь,прекрати,прекратите,выключи,koniec,dość,usuń,usuń mnie,wypisz mnie,wypiszcie mnie,przestań,przestańcie,zatrzymaj się,zatrzymajcie,zakończ,anuluj,wyłącz,rezygnuję,iptal,iptal et,sil,beni sil,çık,çıkış,yeter,yeter artık,bitir,durun,durdurun,kes,kapat,bırak,vazgeç,üyelikten çık'

/** … and beginnings or parts of short messages. */
export const NEAR_STOP_PARTS =
  'stop det,stop med,stop nu,stop beskeder,stop sms,stop makker,vil gerne stoppe,vil stoppe,afmeld mig,afmeld alle,meld mig fra,meld mig ud,frameld mig,slet mig,slet mit nummer,slet mine,lad mig være,lad være med at skrive,skriv ikke til mig,hold op med at skrive,ikke flere beskeder,ikke have flere beskeder,ingen flere beskeder,ikke mere sms,ikke være med længere,ikke være med mere,stop texting,stop messaging,stop sending,stop writing,please stop,leave me alone,dont text me,no more messages,no more texts,take me off,unsubscribe me,i want to stop,لا ترسل,لا ترسلوا,لا ترسلي,لا تراسلني,لا تراسلوني,لا تراسليني,أوقف الرسائل,أوقفوا الرسائل,إيقاف الرسائل,توقف عن,لا تكتب,لا اريد رسائل,не пишіть,не пиши,перестаньте писати,перестань писати,перестань писать,перестаньте писать,не присылайте,не надсилайте,хочу відписатися,не пишите,nie piszcie,nie pisz do mnie,nie pisz więcej,przestańcie pisać,przestań pisać,nie wysyłaj,nie wysyłajcie,nie chcę wiadomości,chcę się wypisać,mesaj atma,mesaj atmayın,mesaj gönderme,mesaj göndermeyin,yazmayın,bana yazma,artık yazma,mesaj istemiyorum'
