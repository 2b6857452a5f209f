const long = process.env['JALON_TORTURE'] === 'long';

/** How much of something a test does: a little in `npm test`, a lot in `npm run torture`. */
export function rounds(inShort: number, inLong: number): number {
  return long ? inLong : inShort;
}

/** Prints the figures of a long run. */
export function report(title: string, figures: Readonly<Record<string, number>>): void {
  if (!long) return;
  const lines = Object.entries(figures).map(([name, value]) => `  ${name}: ${value.toLocaleString('en')}`);
  process.stdout.write(`${title}\n${lines.join('\n')}\n`);
}

/** Short runs may meet a busy machine too. */
export const TIME_LIMIT_MS = long ? 1_800_000 : 300_000;
