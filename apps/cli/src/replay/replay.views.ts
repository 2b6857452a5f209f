import { inWords } from '@jalon/kernel';
import { join } from 'node:path';
import type { ViewStore } from '@jalon/ports';
import { views as everyView } from '@jalon/read-models';
import type { Terminal } from '../terminal.js';
import { writeNdjson } from './ndjson.js';
import { replayText } from './replay-text.js';

export interface ViewsOptions {
  readonly json?: boolean;
  readonly out?: string;
}

/**
 * Tells every view: its number of rows and the SHA-256 of its lines, or with `json` the rows themselves; with `out` each
 * view's lines go to a file of that folder. A line is a row as stored, its columns in the order of docs/views.md.
 */
export async function tellViews(terminal: Terminal, views: ViewStore, { json, out }: ViewsOptions): Promise<void> {
  for (const { name: view } of everyView) {
    if (json && out === undefined) {
      for await (const row of views.rowsAsStored(view)) await terminal.out.line(JSON.stringify({ view, row }));
      continue;
    }
    const summary = { view, ...(await writeNdjson(views.rowsAsStored(view), out && join(out, `${view}.ndjson`))) };
    await terminal.out.line(json ? JSON.stringify(summary) : inWords(replayText.VIEW, summary, terminal.language));
  }
}
