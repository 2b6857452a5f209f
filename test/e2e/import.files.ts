import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ImportReport } from '../../apps/engine/src/import/import-report.js';
import { answerOf, storedEvents, type CliRun, type StoredBody } from './cli.js';
import type { Folders } from './service.js';

/** A row of the files that these tests import. */
export type FileRow = readonly [key: string, organisation: string, title: string, places: string, startsOn: string];

export const MAPPING = {
  source: 'test-file',
  separator: ';',
  key: ['Key'],
  distinct: ['Organisation', 'Title', 'Starts'],
  organisation: { name: 'Organisation' },
  need: {
    title: 'Title',
    places: { column: 'Places', unknown: ['9999'], default: 1 },
    startsOn: { column: 'Starts', formats: ['DD/MM/YYYY'] },
  },
};

/** Files to import, in a folder of their own. */
export interface ImportFiles {
  readonly mapping: string;
  csv(rows: readonly FileRow[]): string;
  text(content: string): string;
  json(content: unknown): string;
  remove(): void;
}

export function importFiles(): ImportFiles {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-import-'));
  let count = 0;
  const written = (content: string, ending: string) => {
    const file = join(folder, `${(count += 1)}.${ending}`);
    writeFileSync(file, content);
    return file;
  };
  return {
    mapping: written(JSON.stringify(MAPPING), 'json'),
    csv: (rows) =>
      written(['Key;Organisation;Title;Places;Starts', ...rows.map((row) => row.join(';'))].join('\n'), 'csv'),
    text: (content) => written(content, 'csv'),
    json: (content) => written(JSON.stringify(content), 'json'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** So many rows, each a need of one of ten organisations. */
export function manyRows(count: number): readonly FileRow[] {
  return Array.from({ length: count }, (_, index) => [
    `K${index}`,
    `Organisation ${index % 10}`,
    `Need ${index}`,
    '2',
    '05/01/2027',
  ]);
}

export const reportOf = (run: CliRun): ImportReport => answerOf(run) as ImportReport;

/** What these tests look at in a published need. */
export interface NeedData {
  readonly title: string;
  readonly cause: string | null;
  readonly format: string | null;
  readonly places: number;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly location: { readonly locality: string | null; readonly latitude: number | null };
  readonly source: { readonly name: string; readonly key: string };
}

export function publishedNeeds(folders: Folders, tenant = 'main'): Promise<readonly StoredBody<NeedData>[]> {
  return storedEvents<NeedData>(folders, '--tenant', tenant, '--type', 'NeedPublished');
}
