// Text of PostgreSQL holds every character but the first, U+0000. It is written as U+0001 and a digit, and so is U+0001
// itself: nothing is lost, and the order of any two texts is what it was.

const [NUL, ONE] = ['\u00010', '\u00011'];

export function writtenText(text: string): string {
  if (!text.includes('\0') && !text.includes('\u0001')) return text;
  return text.replaceAll('\u0001', ONE).replaceAll('\0', NUL);
}

export function readText(text: string): string {
  return text.includes('\u0001') ? text.replaceAll(NUL, '\0').replaceAll(ONE, '\u0001') : text;
}
