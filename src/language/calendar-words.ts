import { fold } from './fold.ts'

const table = <T>(rows: [T, string][]): ReadonlyMap<string, T> =>
  new Map(rows.flatMap(([value, words]) => words.split(',').map((word): [string, T] => [fold(word), value])))

/** Names of weekdays, 1 is Monday. Short forms only where they are no other word. */
export const WEEKDAYS = table<number>([
  [
    1,
    'mandag,man,mandags,monday,mon,mo,الاثنين,اثنين,понеділок,понеділка,понедельник,пн,poniedziałek,poniedziałku,pon,pazartesi,pzt',
  ],
  [2, 'tirsdag,tir,tirs,tuesday,tue,tues,الثلاثاء,ثلاثاء,вівторок,вторник,вт,wtorek,wtorku,wt,salı'],
  [3, 'onsdag,ons,wednesday,wed,الاربعاء,الأربعاء,أربعاء,середа,середу,среда,среду,ср,środa,środę,śr,çarşamba'],
  [4, 'torsdag,tor,tors,thursday,thu,thur,thurs,الخميس,خميس,четвер,четверг,чт,czwartek,czw,czwartku,perşembe'],
  [5, 'fredag,fre,friday,fri,الجمعة,جمعة,пятниця,п’ятниця,п’ятницю,пятница,пятницу,пт,piątek,piątku,pt,cuma'],
  [6, 'lørdag,lør,saturday,sat,السبت,سبت,субота,суботу,суббота,субботу,сб,sobota,sobotę,soboty,cumartesi,cmt'],
  [7, 'søndag,søn,sunday,sun,الأحد,أحد,неділя,неділю,воскресенье,нд,niedziela,niedzielę,pazar'],
])

/** Days from today. */
export const NEAR_DAYS = table<number>([
  [0, 'i dag,idag,today,اليوم,сьогодні,сегодня,dziś,dzisiaj,bugün,i aften,tonight,nu'],
  [1, 'i morgen,imorgen,imorn,i morn,tomorrow,tmrw,غدا,غد,بكرا,بكرة,завтра,jutro,yarın'],
  [2, 'i overmorgen,overmorgen,day after tomorrow,بعد غد,بعد بكرة,післязавтра,послезавтра,pojutrze,öbür gün'],
  [7, 'haftaya'],
  [-1, 'i går,igår,yesterday,أمس,вчора,вчера,wczoraj,dün'],
])

export const MONTHS = table<number>([
  [1, 'januar,jan,january,يناير,كانون الثاني,січня,января,stycznia,styczeń,ocak'],
  [2, 'februar,feb,february,فبراير,лютого,февраля,lutego,luty,şubat'],
  [3, 'marts,mar,march,مارس,березня,марта,marca,marzec,mart'],
  [4, 'april,apr,أبريل,квітня,апреля,kwietnia,kwiecień,nisan'],
  [5, 'maj,may,مايو,травня,мая,maja,mayıs'],
  [6, 'juni,jun,june,يونيو,червня,июня,czerwca,czerwiec,haziran'],
  [7, 'juli,jul,july,يوليو,липня,июля,lipca,lipiec,temmuz'],
  [8, 'august,aug,أغسطس,серпня,августа,sierpnia,sierpień,ağustos'],
  [9, 'september,sep,sept,سبتمبر,вересня,сентября,września,wrzesień,eylül'],
  [10, 'oktober,okt,october,oct,أكتوبر,жовтня,октября,października,październik,ekim'],
  [11, 'november,nov,نوفمبر,листопада,ноября,listopada,listopad,kasım'],
  [12, 'december,dec,ديسمبر,грудня,декабря,grudnia,grudzień,aralık'],
])

/** Parts of the day, as a time and as what they do to a bare hour. */
export const DAY_PARTS = table<{ at: string; pm: boolean; night?: true }>([
  [
    { at: '08:00', pm: false },
    'om morgenen,morgenen,morgen,morgener,in the morning,morning,mornings,صباحا,الصباح,في الصباح,الصبح,ص,вранці,уранці,зранку,ранок,ранку,утром,rano,z rana,ranek,sabah,sabahları,sabahleyin',
  ],
  [
    { at: '10:00', pm: false },
    'om formiddagen,formiddagen,formiddag,forenoon,قبل الظهر,до обіду,przed południem,öğleden önce',
  ],
  [
    { at: '12:00', pm: true },
    'middag,til middag,ved middagstid,middagstid,kl middag,noon,midday,lunch,til frokost,frokost,ظهرا,الظهر,опівдні,в обід,обід,południe,w południe,öğle,öğlen,öğleyin',
  ],
  [{ at: '13:00', pm: true }, 'efter frokost,after lunch,öğle yemeğinden sonra,بعد الغداء'],
  [
    { at: '14:00', pm: true },
    'om eftermiddagen,eftermiddagen,eftermiddag,efter middag,по обіді,po obiedzie,in the afternoon,afternoon,بعد الظهر,العصر,عصرا,вдень,удень,дня,днем,після обіду,пополудні,po południu,popołudniu,öğleden sonra,ikindi',
  ],
  [
    { at: '19:00', pm: true },
    'om aftenen,aftenen,aften,aftener,tonight,in the evening,evening,evenings,مساء,المساء,م,ввечері,увечері,вечір,вечора,вечером,wieczorem,wieczór,akşam,akşamları,akşamleyin',
  ],
  [
    { at: '22:00', pm: true, night: true },
    'om natten,natten,nat,at night,night,ليلا,بالليل,في الليل,вночі,уночі,ночі,w nocy,noc,gece,geceleyin',
  ],
])
