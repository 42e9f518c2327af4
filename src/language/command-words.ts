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

/** Close to an opt-out without being one: whole messages … */
export const NEAR_STOP =
  'stoop,stopper,stopppp,slut,slut nu,slet,slet mig,slet alt,afslut,afmelding,afmelde,framelde,meld fra,end,quit,cancel,opt out,optout,delete,delete me,unsubcribe,remove me,finish,enough,no more,go away,stop now,قف,قفي,قفوا,اوقف,أوقفي,أوقفوا,وقف,ستوب,كفى,يكفي,انهاء,احذفني,احذفوني,احذف رقمي,الغاء,вимкнути,вимкни,видаліть мене,видали мене,відпишіть,відпиши,відпишись,зупинись,зупиніться,зупини,зупиніть,припини,припиніть,перестань,перестаньте,закінчити,досить,хватит,остановись,остановитесь,прекрати,прекратите,выключи,koniec,dość,usuń,usuń mnie,wypisz mnie,wypiszcie mnie,przestań,przestańcie,zatrzymaj się,zatrzymajcie,zakończ,anuluj,wyłącz,rezygnuję,iptal,iptal et,sil,beni sil,çık,çıkış,yeter,yeter artık,bitir,durun,durdurun,kes,kapat,bırak,vazgeç,üyelikten çık'

/** … and beginnings or parts of short messages. */
export const NEAR_STOP_PARTS =
  'stop det,stop med,stop nu,stop beskeder,stop sms,stop makker,vil gerne stoppe,vil stoppe,afmeld mig,afmeld alle,meld mig fra,meld mig ud,frameld mig,slet mig,slet mit nummer,slet mine,lad mig være,lad være med at skrive,skriv ikke til mig,hold op med at skrive,ikke flere beskeder,ikke have flere beskeder,ingen flere beskeder,ikke mere sms,ikke være med længere,ikke være med mere,stop texting,stop messaging,stop sending,stop writing,please stop,leave me alone,dont text me,no more messages,no more texts,take me off,unsubscribe me,i want to stop,لا ترسل,لا ترسلوا,لا ترسلي,لا تراسلني,لا تراسلوني,لا تراسليني,أوقف الرسائل,أوقفوا الرسائل,إيقاف الرسائل,توقف عن,لا تكتب,لا اريد رسائل,не пишіть,не пиши,перестаньте писати,перестань писати,перестань писать,перестаньте писать,не присылайте,не надсилайте,хочу відписатися,не пишите,nie piszcie,nie pisz do mnie,nie pisz więcej,przestańcie pisać,przestań pisać,nie wysyłaj,nie wysyłajcie,nie chcę wiadomości,chcę się wypisać,mesaj atma,mesaj atmayın,mesaj gönderme,mesaj göndermeyin,yazmayın,bana yazma,artık yazma,mesaj istemiyorum'
