import { askPasswordFile } from '@jalon/postgres';
import { Client, types, type ClientConfig } from 'pg';

type ParserOf = typeof types.getTypeParser;

const { TEXT, INT8, JSON: SHAPE } = types.builtins;

/** Our numbers are safe integers; JSON stays text for the row codec. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [TEXT, readText],
  [INT8, Number],
  [SHAPE, (text) => text],
]);

export const parserOf = ((oid, format) =>
  PARSERS.get(oid) ?? (types.getTypeParser(oid, format) as unknown)) as ParserOf;

/**
 * Encodes text as PostgreSQL can hold it, wherever it is compared or written. A statement waits for the one before: a reading
 * may send several at once, and the server answers one at a time on each connection.
 */
export class ViewClient extends Client {
  private last: Promise<unknown> = Promise.resolve();

  constructor(config: ClientConfig) {
    super(config);
    askPasswordFile(this);
  }

  override query = ((config: unknown, values?: unknown, ...rest: unknown[]) => {
    const asked = Array.isArray(values) ? values.map(written) : values;
    const answer = this.last.then(() =>
      (super.query as (...given: unknown[]) => unknown).call(this, config, asked, ...rest),
    );
    this.last = answer.catch(() => undefined);
    return answer;
  }) as Client['query'];
}

function written(value: unknown): unknown {
  if (typeof value === 'string') return writtenText(value);
  return Array.isArray(value) ? value.map(written) : value;
}

// PostgreSQL's text cannot hold U+0000. It is written as U+0001 and a digit, and so is U+0001 itself: nothing is lost, and any
// two texts keep their order.

const [NUL, ONE] = ['\u00010', '\u00011'];

export function writtenText(text: string): string {
  if (!text.includes('\0') && !text.includes('\u0001')) return text;
  return text.replaceAll('\u0001', ONE).replaceAll('\0', NUL);
}

export function readText(text: string): string {
  return text.includes('\u0001') ? text.replaceAll(NUL, '\0').replaceAll(ONE, '\u0001') : text;
}
