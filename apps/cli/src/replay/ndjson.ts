import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Row } from '@jalon/kernel';

/** The result of writing a table as lines of JSON. */
export interface Written {
  readonly rows: number;
  /** The hash of the lines. */
  readonly sha256: string;
}

/** Writes a line of JSON for each row to `file`, and makes its folder. Without a file it only counts and hashes the lines. */
export async function writeNdjson(rows: AsyncIterable<Row>, file: string | undefined): Promise<Written> {
  const hash = createHash('sha256');
  let count = 0;
  async function* lines(): AsyncIterable<string> {
    for await (const row of rows) {
      const line = `${JSON.stringify(row)}\n`;
      hash.update(line);
      count += 1;
      yield line;
    }
  }
  if (file === undefined) {
    for await (const _line of lines());
  } else {
    await mkdir(dirname(file), { recursive: true });
    await pipeline(Readable.from(lines()), createWriteStream(file));
  }
  return { rows: count, sha256: hash.digest('hex') };
}
