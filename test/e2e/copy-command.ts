import { join } from 'node:path';
import Database from 'better-sqlite3';
import { jalon, type CliRun } from './cli.js';
import type { Folders } from './service.js';

/** What `jalon copy --json` says of a copy. */
export interface Copied {
  readonly events: number;
  readonly already: number;
  readonly added: number;
  readonly sourceGrew: boolean;
  readonly successor: boolean;
  readonly views: readonly { readonly view: string; readonly rows: number; readonly sha256: string }[];
}

export type Row = readonly [position: number, body: string, hash: string];

export const fileOf = ({ data }: Folders): string => join(data, 'events.sqlite');

/** Every event stored in a file, byte for byte. */
export function rowsOf(file: string): readonly Row[] {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare('SELECT position, body, hash FROM events ORDER BY position').raw().all();
  db.close();
  return rows as readonly Row[];
}

let files = 0;
export const newFile = ({ root }: Folders): string => join(root, `copy-${(files += 1)}.sqlite`);

export const copy = (of: Folders, from: string, to: string, ...more: readonly string[]): Promise<CliRun> =>
  jalon(of, 'copy', '--from', from, '--to', to, '--json', ...more);

export async function copied(of: Folders, from: string, to: string, ...more: readonly string[]): Promise<Copied> {
  const { code, stdout, stderr } = await copy(of, from, to, ...more);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Copied;
}
