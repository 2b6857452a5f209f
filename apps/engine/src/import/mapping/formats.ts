import { isCivilDate, LANGUAGES, type CivilDate } from '@jalon/kernel';

/**
 * Dates as people write them. A format is text with tokens: `D`, `DD` or `J`, `JJ` for the day, `M`, `MM` for the month's
 * number, `MMMM` for its name (English or French, whole or abbreviated), `YYYY` or `AAAA` for the year. Years of two
 * digits are not read: their century is unknown.
 */
const TOKENS: Readonly<Record<string, string>> = {
  DD: '(?<day>\\d{2})',
  JJ: '(?<day>\\d{2})',
  // "1er janvier", "June 2nd"
  D: '(?<day>\\d{1,2})(?:er|st|nd|rd|th)?',
  J: '(?<day>\\d{1,2})(?:er|st|nd|rd|th)?',
  MMMM: '(?<name>[\\p{L}]+)\\.?',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  YYYY: '(?<year>\\d{4})',
  AAAA: '(?<year>\\d{4})',
};

const TOKEN = /DD|JJ|D|J|MMMM|MM|M|YYYY|AAAA/g;

export function isDateFormat(format: unknown): boolean {
  if (typeof format !== 'string') return false;
  const kinds = (format.match(TOKEN) ?? []).map((token) => ({ D: 'D', J: 'D', A: 'Y' })[token[0] ?? ''] ?? token[0]);
  return kinds.sort().join('') === 'DMY';
}

/** The day in `text`, by the first of `formats` that fits; null when no format fits or the day does not exist. */
export function parseDate(text: string, formats: readonly string[]): CivilDate | null {
  for (const format of formats) {
    const { day, month, name, year } = patternOf(format).exec(text)?.groups ?? {};
    if (!day || !year) continue;
    const number = name ? monthNumbers.get(folded(name)) : Number(month);
    if (number === undefined) continue;
    const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (isCivilDate(date)) return date;
  }
  return null;
}

const patterns = new Map<string, RegExp>();

function patternOf(format: string): RegExp {
  const known = patterns.get(format);
  if (known) return known;
  let rest = 0;
  let source = '';
  for (const token of format.matchAll(TOKEN)) {
    source += literal(format.slice(rest, token.index)) + (TOKENS[token[0]] ?? '');
    rest = token.index + token[0].length;
  }
  const made = new RegExp(`^${source}${literal(format.slice(rest))}$`, 'iu');
  patterns.set(format, made);
  return made;
}

/** A pattern for the text between tokens. One space matches any number of spaces. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');
}

const monthNumbers: ReadonlyMap<string, number> = new Map(
  LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const names = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, index) => {
        const name = names.format(new Date(Date.UTC(2001, index, 1)));
        return [folded(name.replace('.', '')), index + 1] as const;
      });
    }),
  ),
);

/** Removes accents and case: files contain "Fevrier" and "AOUT". */
function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The decimal number in `text`, multiplied by `times`. It is computed on the digits: a float would turn 1.1 hours into
 * 66.00000000000001 minutes. Null when the text is no number, or when the product is not whole and `rounded` is false.
 * Spaces between thousands are allowed.
 */
export function scaled(
  text: string,
  { decimal, times, rounded }: { readonly decimal: '.' | ','; readonly times: number; readonly rounded: boolean },
): number | null {
  const plain = text.replace(/(?<=\d)\s(?=\d{3}(?!\d))/gu, '').replace(decimal, decimal === ',' ? '.' : '.');
  const {
    sign,
    whole,
    part = '',
  } = /^(?<sign>-?)(?<whole>\d{1,15})(?:\.(?<part>\d{1,30}))?$/.exec(plain)?.groups ?? {};
  if (whole === undefined) return null;
  const unit = 10n ** BigInt(part.length);
  const product = BigInt(whole + part) * BigInt(times);
  if (product % unit !== 0n && !rounded) return null;
  // Rounds half away from zero; the sign is added afterwards.
  const magnitude = Number((2n * product + unit) / (2n * unit));
  if (!Number.isSafeInteger(magnitude)) return null;
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}
