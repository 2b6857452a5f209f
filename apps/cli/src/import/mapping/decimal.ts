/**
 * `text` as a decimal number times `times`, computed on its digits: a float would turn 1.1 hours into 66.00000000000001
 * minutes. Null when it is no number, or not whole and not to be rounded. Spaces between thousands are allowed.
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
  // Half away from zero: the sign is put back afterwards.
  const magnitude = Number((2n * product + unit) / (2n * unit));
  if (!Number.isSafeInteger(magnitude)) return null;
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}
