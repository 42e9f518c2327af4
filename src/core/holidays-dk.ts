/**
 * Danish public holidays as data: `date-holidays` costs tens of megabytes and is only needed to make this table.
 * The days of type `public` (Store Bededag was abolished from 2024); 24 and 31 December and 5 June are no public
 * holidays: they are closing days, which each municipality states in its rules.
 *
 * `test/core/holidays.test.ts` compares the table with `date-holidays`. To lengthen it, move the last year there:
 * the failing test prints the lines that belong here.
 */
export const DANISH_HOLIDAYS: Readonly<Record<number, string>> = {
  2025: '01-01 04-17 04-18 04-20 04-21 05-29 06-08 06-09 12-25 12-26',
  2026: '01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 12-25 12-26',
  2027: '01-01 03-25 03-26 03-28 03-29 05-06 05-16 05-17 12-25 12-26',
  2028: '01-01 04-13 04-14 04-16 04-17 05-25 06-04 06-05 12-25 12-26',
  2029: '01-01 03-29 03-30 04-01 04-02 05-10 05-20 05-21 12-25 12-26',
  2030: '01-01 04-18 04-19 04-21 04-22 05-30 06-09 06-10 12-25 12-26',
  2031: '01-01 04-10 04-11 04-13 04-14 05-22 06-01 06-02 12-25 12-26',
  2032: '01-01 03-25 03-26 03-28 03-29 05-06 05-16 05-17 12-25 12-26',
  2033: '01-01 04-14 04-15 04-17 04-18 05-26 06-05 06-06 12-25 12-26',
  2034: '01-01 04-06 04-07 04-09 04-10 05-18 05-28 05-29 12-25 12-26',
  2035: '01-01 03-22 03-23 03-25 03-26 05-03 05-13 05-14 12-25 12-26',
}
