import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ViewStore } from '@jalon/application';
import type { Row } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import { filled } from '../sentence.js';
import type { Terminal } from '../terminal.js';
import { replayText } from './replay-text.js';

export interface ViewsOptions {
  readonly json?: boolean;
  readonly out?: string;
}

const VIEWS = projections.flatMap(({ tables }) => tables).map(({ name }) => name);

/**
 * Tells every view: its number of rows and the SHA-256 of its lines, or with `json` the rows themselves; with `out` each
 * view's lines go to a file of that folder. A line is a row as stored, its columns in the order of docs/views.md.
 */
export async function tellViews(terminal: Terminal, views: ViewStore, { json, out }: ViewsOptions): Promise<void> {
  if (out !== undefined) await mkdir(out, { recursive: true });
  for (const view of VIEWS) {
    if (json && out === undefined) {
      for await (const row of views.rowsAsStored(view)) await terminal.out.line(JSON.stringify({ view, row }));
      continue;
    }
    const summary = { view, ...(await written(views.rowsAsStored(view), out && join(out, `${view}.ndjson`))) };
    await terminal.out.line(json ? JSON.stringify(summary) : filled(replayText.VIEW, summary, terminal.language));
  }
}

async function written(rows: AsyncIterable<Row>, file: string | undefined) {
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
  if (file === undefined) for await (const _line of lines());
  else await pipeline(Readable.from(lines()), createWriteStream(file));
  return { rows: count, sha256: hash.digest('hex') };
}
