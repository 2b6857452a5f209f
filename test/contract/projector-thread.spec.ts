import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemIds } from '@jalon/application';
import { RegisterEmployer } from '@jalon/directory';
import { openEngine, readConfig, type Engine, type StorePlace } from '@jalon/engine';
import { telemetryOf, type EventStore } from '@jalon/ports';
import { newPostgresDatabase } from '@jalon/testing';
import { Client } from 'pg';
import { draftOf, sealedFor } from './event-store.drafts.js';
import { projectorThread } from '../../apps/engine/src/projector/projector-thread.js';
import { until } from '@jalon/testing';

/** A thread runs the built program, because jest compiles only for its own process. */
const PROGRAM = pathToFileURL(join(__dirname, '../../dist/bin/projector.thread.js'));

const folder = mkdtempSync(join(tmpdir(), 'jalon-thread-'));
const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine(config, { project: false });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function register(): Promise<void> {
  const caller = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null } as const;
  const order = { caller, target: null, commandId: systemIds.next(), correlationId: systemIds.next() };
  await engine.handler.handle(Object.assign(new RegisterEmployer(), { name: 'Ferrand SA' }), order);
}

/** A person whose sealed name takes 250 kB: together they exceed the thread's heap. */
async function registerLarge(events: EventStore): Promise<void> {
  const stream = `person-main.${systemIds.next()}`;
  const id = systemIds.next();
  const named = (field: string, box: string) => ({ sealed: { ...sealedFor(id, field).sealed, box } });
  const nothing = { email: null, staffNumber: null, entryDate: null, birthDate: null, employer: null, manager: null };
  const nowhere = { department: null, site: null, organisation: null };
  const names = { givenName: named('givenName', 'Ym94'.repeat(62_500)), familyName: named('familyName', 'Ym94') };
  const data = { ...names, ...nothing, ...nowhere };
  await events.append(stream, [draftOf(stream, { id, type: 'PersonRegistered', data })], 'none');
}

const caughtUp = async () => (await engine.health()).caughtUp;

/** A thread on the engine's files, with the messages that it sent. */
function threadOn(options: { eventStore?: StorePlace; viewStore?: StorePlace; program?: URL } = {}) {
  const { eventStore, viewStore, program } = { ...config, program: PROGRAM, ...options };
  const faults: string[] = [];
  let moves = 0;
  const thread = projectorThread({
    stores: { eventStore, viewStore, storePatienceMs: config.storePatienceMs },
    holder: systemIds.next(),
    onProgress: () => (moves += 1),
    telemetry: telemetryOf({ fault: (error) => faults.push(String(error)) }),
    tracing: null,
    program,
  });
  const stopping = new AbortController();
  const ended = thread.run(stopping.signal);
  const stop = () => {
    stopping.abort();
    return ended;
  };
  return { thread, faults, moved: () => moves, stop };
}

describe("the projector's thread", () => {
  it('projects what is committed, tells that the views have moved, and gives the lease up as it stops', async () => {
    const first = threadOn();
    await until(() => first.thread.state() === 'works');
    await until(caughtUp);
    const before = first.moved();
    await register();
    first.thread.committed();
    await until(() => first.moved() > before);
    await until(caughtUp);
    await first.stop();
    expect([first.thread.state(), first.thread.failure(), first.faults]).toEqual(['none', null, []]);

    // Else it would wait four seconds for the lease of a killed projector.
    const taken = await engine.stores.views.takeLease('spec', 1);
    expect(taken).toBe(true);
    await engine.stores.views.dropLease('spec');
  });

  it('ends when it is asked to before it has begun', async () => {
    const { thread, faults, stop } = threadOn();
    await stop();
    expect([thread.state(), faults]).toEqual(['none', []]);
  });

  it('is started again when it dies, goes on with its lease, and says that it failed', async () => {
    const program = join(folder, 'dying.mjs');
    const mark = join(folder, 'died');
    const lines = [
      `import { existsSync, writeFileSync } from 'node:fs';`,
      `import { parentPort } from 'node:worker_threads';`,
      `parentPort.on('message', (message) => {`,
      `  if (message !== 'committed' || existsSync(${JSON.stringify(mark)})) return;`,
      `  writeFileSync(${JSON.stringify(mark)}, '');`,
      `  throw new RangeError('torn away');`,
      `});`,
      `await import(${JSON.stringify(PROGRAM.href)});`,
    ];
    writeFileSync(program, lines.join('\n'));
    const { thread, faults, stop } = threadOn({ program: pathToFileURL(program) });
    await until(() => thread.state() === 'works');
    thread.committed();
    await until(() => thread.state() !== 'works');
    expect(thread.failure()).toMatchObject({ name: 'RangeError', message: 'torn away' });
    await register();
    await until(() => thread.state() === 'works');
    await until(caughtUp);
    expect(faults).toEqual(['RangeError: torn away']);
    await stop();
  });

  it('tries again and again while it cannot even open the views', async () => {
    const file = join(folder, 'elsewhere.sqlite');
    mkdirSync(file);
    const { thread, faults, stop } = threadOn({ viewStore: { file } });
    await until(() => faults.length >= 2);
    expect(String(thread.failure())).toContain('The view store cannot be opened');
    rmdirSync(file);
    await until(() => thread.state() === 'works');
    await stop();
  });

  it('has memory enough for events that hold much', async () => {
    const large = readConfig({ JALON_DATA_DIR: join(folder, 'large'), JALON_KEYS_DIR: join(folder, 'large-keys') });
    const writer = await openEngine(large, { project: false });
    await Promise.all(Array.from({ length: 300 }, () => registerLarge(writer.stores.events)));
    const { faults, stop } = threadOn(large);
    await until(async () => faults.length > 0 || (await writer.health()).caughtUp, 40_000);
    await stop();
    expect(faults).toEqual([]);
    await writer.close();
  });

  it('tells what happens before its projector is open too', async () => {
    const viewStore = { url: await newPostgresDatabase() };
    const before = threadOn({ viewStore });
    await until(() => before.thread.state() === 'works');
    await before.stop();
    const client = new Client(viewStore.url);
    await client.connect();
    // As left by a version whose view has one more column.
    const { rows } = await client.query<{ definition: string }>(
      "SELECT pg_get_viewdef('jalon_bi.bi_hours'::regclass) AS definition",
    );
    const wider = rows[0]!.definition.replace('SELECT', 'SELECT 1 AS more,');
    await client.query(`DROP VIEW jalon_bi.bi_hours; CREATE VIEW jalon_bi.bi_hours AS ${wider}`);
    await client.query("UPDATE jalon_views.jalon_shown_views SET definition = 'wider' WHERE name = 'bi_hours'");
    await client.query('CREATE VIEW mine AS SELECT more FROM jalon_bi.bi_hours').finally(() => client.end());
    const { thread, faults, stop } = threadOn({ viewStore });
    await until(() => thread.state() === 'works');
    await stop();
    expect(faults).toEqual([expect.stringMatching(/^ViewsOfOthersDropped: .*public\.mine/)]);
  });

  it('tells what its projector recovers from, by its name', async () => {
    const file = join(folder, 'views-of-another-log.sqlite');
    const before = threadOn({ viewStore: { file } });
    await until(() => before.thread.state() === 'works');
    await until(() => before.moved() > 4);
    await before.stop();

    const other = { JALON_DATA_DIR: join(folder, 'other'), JALON_KEYS_DIR: join(folder, 'other-keys') };
    const { eventStore } = readConfig(other);
    await (await openEngine(readConfig(other), { project: false })).close();
    const { faults, stop } = threadOn({ viewStore: { file }, eventStore });
    await until(() => faults.length > 0);
    expect(faults).toEqual([
      expect.stringMatching(/^StoreUnavailable: the views belong to another installation than the events/),
    ]);
    await stop();
  });
});
