import { isDateFormat, parseDate } from './formats.js';

describe('dates as files write them', () => {
  it.each([
    ['05/03/2026', 'JJ/MM/AAAA', '2026-03-05'],
    ['05/03/2026', 'DD/MM/YYYY', '2026-03-05'],
    ['03/05/2026', 'MM/DD/YYYY', '2026-03-05'],
    ['5.3.2026', 'D.M.YYYY', '2026-03-05'],
    ['2026-03-05', 'YYYY-MM-DD', '2026-03-05'],
    ['June 05 2011', 'MMMM DD YYYY', '2011-06-05'],
    ['Sept 5, 2011', 'MMMM D, YYYY', '2011-09-05'],
    ['1er février 2026', 'J MMMM AAAA', '2026-02-01'],
    ['12 FEVRIER 2026', 'J MMMM AAAA', '2026-02-12'],
    ['14 août 2026', 'JJ MMMM AAAA', '2026-08-14'],
    ['3 déc. 2026', 'J MMMM AAAA', '2026-12-03'],
    ['29/02/2028', 'JJ/MM/AAAA', '2028-02-29'],
  ])('reads %s as %s', (text, format, date) => {
    expect(parseDate(text, [format])).toBe(date);
  });

  it.each([
    ['29/02/2026', 'JJ/MM/AAAA'],
    ['31/04/2026', 'JJ/MM/AAAA'],
    ['5/3/2026', 'JJ/MM/AAAA'],
    ['05/03/26', 'JJ/MM/AAAA'],
    ['05/13/2026', 'JJ/MM/AAAA'],
    ['Juin 05 2011 ', 'MMMM DD YYYY'],
    ['Smarch 05 2011', 'MMMM DD YYYY'],
    ['le 05/03/2026', 'JJ/MM/AAAA'],
    ['05x03x2026', 'JJ.MM.AAAA'],
  ])('reads no date in %s as %s', (text, format) => {
    expect(parseDate(text, [format])).toBeNull();
  });

  it('takes the first format that fits', () => {
    expect(parseDate('2026-03-05', ['JJ/MM/AAAA', 'YYYY-MM-DD'])).toBe('2026-03-05');
    expect(parseDate('04/03/2026', ['JJ/MM/AAAA', 'MM/DD/YYYY'])).toBe('2026-03-04');
  });

  it('knows a format by its day, month and year', () => {
    expect(['JJ/MM/AAAA', 'MMMM D, YYYY', 'YYYYMMDD'].every(isDateFormat)).toBe(true);
    expect(['JJ/MM', 'DD/DD/YYYY', 'DD/MM/YY', '', 7].some(isDateFormat)).toBe(false);
  });
});
