import { setTimeout as sleep } from 'node:timers/promises';
import { projectionRunner, systemClock, systemIds, viewPosition } from '@jalon/application';
import { noTelemetry, type EventStore } from '@jalon/ports';
import { projections, views } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';
import Database from 'better-sqlite3';

/** Every row of every view in a file as text, with checkpoints and parked streams. */
export type Rows = ReadonlyMap<string, readonly string[]>;

export function rowsIn(file: string): Rows {
  const db = new Database(file, { readonly: true });
  const all = (table: string, order: readonly string[]) =>
    db
      .prepare<[], object>(`SELECT * FROM "${table}" ORDER BY ${order.map((column) => `"${column}"`).join(', ')}`)
      .all();
  const tables = views.map(({ name, key }) => [name, all(name, key)] as const);
  const own = [
    ['jalon_projections', all('jalon_projections', ['projection'])],
    ['jalon_parked', all('jalon_parked', ['projection', 'tenant', 'stream'])],
  ] as const;
  db.close();
  return new Map([...tables, ...own].map(([name, rows]) => [name, rows.map((row) => JSON.stringify(row))]));
}

/** The rows after a replay of the whole log into a new file. */
export async function replayed(store: EventStore, file: string): Promise<Rows> {
  const views = await openSqliteViewStore(file, projections);
  const stopping = new AbortController();
  const position = viewPosition({ store, views, projections });
  const runner = projectionRunner({
    ...{ store, views, projections, clock: systemClock, holder: systemIds.next() },
    telemetry: noTelemetry,
  });
  const running = runner.run(stopping.signal);
  while (!(await position.health()).caughtUp) await sleep(10);
  stopping.abort();
  await running;
  await views.close();
  return rowsIn(file);
}

/** The rows that only one of the two has: none, when the views agree with the log. */
export function differences(views: Rows, replay: Rows): readonly string[] {
  return [...replay.keys()].flatMap((table) => {
    const [here, there] = [new Set(views.get(table)), new Set(replay.get(table))];
    return [
      ...[...here].filter((row) => !there.has(row)).map((row) => `${table}, only in the views: ${row}`),
      ...[...there].filter((row) => !here.has(row)).map((row) => `${table}, only in the replay: ${row}`),
    ];
  });
}
