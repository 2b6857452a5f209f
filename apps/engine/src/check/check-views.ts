import { createHash } from 'node:crypto';
import { projectionsAheadOf } from '@jalon/application';
import { type VERSION_COLUMNS, type Position, type Projection, type Row, type Table } from '@jalon/kernel';
import type { EventStore, ProjectionProgress, ViewStore } from '@jalon/ports';
import { projections } from '@jalon/read-models';
import { withReplay } from '../replay.js';
import type { Findings } from './findings.js';

export interface CheckedViews {
  /** How many tables were compared. */
  readonly views: number;
  readonly rows: number;
}

export interface CheckViewsOptions {
  /** Whether nobody changes these views. */
  readonly isStill: boolean;
  readonly findings: Findings;
  readonly signal: AbortSignal;
  readonly done: (share: number) => void;
}

/** What a check reads of views. */
export type CheckedStore = Pick<ViewStore, 'installation' | 'read' | 'everyParked' | 'rowsAsStored' | 'close'>;

/** How often views that move on are read again. */
const ATTEMPTS = 5;
/** More rows of one view are not named. */
const MOST_ROWS = 5;

/** Compares each view with a replay of the events that it has seen. */
export async function checkViews(
  store: Pick<EventStore, 'readAll' | 'readStream'>,
  live: CheckedStore,
  { isStill, findings, signal, done }: CheckViewsOptions,
): Promise<CheckedViews | null> {
  const read = await readStill(live, isStill, signal);
  if (!read) {
    findings.notChecked('VIEWS_MOVING');
    return null;
  }
  const { progress, sums } = read;
  const compared = await comparable(store, progress, findings);
  for (const { projection, stream, revision, position, error } of await live.everyParked()) {
    findings.found('PARKED', 'views', { view: projection, stream, revision, reason: error }, { position, stream });
  }
  const upTo = new Map([...compared].map(([{ name }, position]) => [name, position]));
  const last = Math.max(0, ...[...upTo.values()].map(Number));
  const onPage = (position: Position) => {
    signal.throwIfAborted();
    done(Math.min(1, Number(position) / last));
  };
  return withReplay(store, { upTo, onPage }, async (replayed) => {
    let rows = 0;
    const tables = [...compared.keys()].flatMap((projection) => projection.tables);
    for (const table of tables) {
      const found = sums.get(table.name) ?? NO_ROWS;
      const expected = await sumOf(replayed.rowsAsStored(table.name), signal);
      rows += found.rows;
      if (found.rows === expected.rows && found.sum === expected.sum) continue;
      const named = isStill && (await nameRows(table, live, replayed, findings));
      const params = { view: table.name, live: found.rows, replayed: expected.rows };
      if (!named) findings.found('VIEW_DIFFERS', 'views', params, { view: table.name });
    }
    return { views: tables.length, rows };
  });
}

interface RowSum {
  readonly rows: number;
  /** The SHA-256 of each row, added up: databases order rows differently. */
  readonly sum: bigint;
}

const NO_ROWS: RowSum = { rows: 0, sum: 0n };

interface ReadViews {
  readonly progress: readonly ProjectionProgress[];
  readonly sums: ReadonlyMap<string, RowSum>;
}

/** All views at one moment; null where they moved on at each attempt. */
async function readStill(live: CheckedStore, isStill: boolean, signal: AbortSignal): Promise<ReadViews | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const progress = await live.read((reader) => reader.progress());
    const sums = new Map<string, RowSum>();
    for (const projection of projections) {
      if (!isBuilt(projection, progress)) continue;
      for (const { name } of projection.tables) sums.set(name, await sumOf(live.rowsAsStored(name), signal));
    }
    const after = isStill ? progress : await live.read((reader) => reader.progress());
    if (JSON.stringify(after) === JSON.stringify(progress)) return { progress, sums };
  }
  return null;
}

const progressOf = ({ name }: Projection, progress: readonly ProjectionProgress[]) =>
  progress.find(({ projection }) => projection === name);

const isBuilt = (projection: Projection, progress: readonly ProjectionProgress[]): boolean =>
  progressOf(projection, progress)?.version === projection.version;

/** The projections that can be compared, each with the position up to which it has read. */
async function comparable(
  store: Pick<EventStore, 'readStream'>,
  progress: readonly ProjectionProgress[],
  findings: Findings,
): Promise<ReadonlyMap<Projection, Position>> {
  const ahead = await projectionsAheadOf(store, progress);
  const found = new Map<Projection, Position>();
  for (const projection of projections) {
    const view = projection.name;
    const position = progressOf(projection, progress)?.position ?? null;
    if (ahead.includes(view)) findings.found('VIEWS_AHEAD', 'views', { view }, { view });
    else if (isBuilt(projection, progress) && position !== null) found.set(projection, position);
    else findings.notChecked('VIEW_UNBUILT', { view });
  }
  return found;
}

const SIZE = 1n << 256n;

const hashOf = (row: Row): string => createHash('sha256').update(JSON.stringify(row)).digest('hex');

async function sumOf(rows: AsyncIterable<Row>, signal: AbortSignal): Promise<RowSum> {
  let [count, sum] = [0, 0n];
  for await (const row of rows) {
    signal.throwIfAborted();
    sum = (sum + BigInt(`0x${hashOf(row)}`)) % SIZE;
    count += 1;
  }
  return { rows: count, sum };
}

/** Names the first rows that differ. Returns whether there are any. */
async function nameRows(table: Table, live: CheckedStore, replayed: ViewStore, findings: Findings): Promise<boolean> {
  const columns = table.versioned ? [...table.key, 'knownFrom' satisfies keyof typeof VERSION_COLUMNS] : table.key;
  const keyOf = (row: Row) => columns.map((column) => (row[column] as string | number | null) ?? '').join(', ');
  const expected = new Map<string, string>();
  for await (const row of replayed.rowsAsStored(table.name)) expected.set(keyOf(row), hashOf(row));
  let named = 0;
  const name = (code: 'ROW_CHANGED' | 'ROW_MISSING' | 'ROW_SURPLUS', row: string) => {
    named += 1;
    if (named <= MOST_ROWS) findings.found(code, 'views', { view: table.name, row }, { view: table.name });
  };
  for await (const row of live.rowsAsStored(table.name)) {
    const key = keyOf(row);
    const hash = expected.get(key);
    if (hash === undefined) name('ROW_SURPLUS', key);
    else if (hash !== hashOf(row)) name('ROW_CHANGED', key);
    expected.delete(key);
  }
  for (const key of expected.keys()) name('ROW_MISSING', key);
  return named > 0;
}
