import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { directoryEvents } from '@jalon/directory/events';
import { type EventStore, type Head, telemetryOf, ViewBeingBuilt, type ViewStore } from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { streamName, type Clock, type Draft, type Projection, type Tracer } from '@jalon/kernel';
import { directoryProjection } from '@jalon/read-models';
import { keepingTracer, until } from '@jalon/testing';
import { openSqliteViewStore } from '@jalon/view-store';
import { v7 } from 'uuid';
import { ViewsAheadOfLog, ViewsOfAnotherInstallation } from './own-views.js';
import { projectionRunner } from './projection-runner.js';
import { NotYetVisible, viewPosition } from './view-position.js';

/** How long a busy machine may take for what is waited for. */
const LONG = 20_000;

const REBUILD = { kind: 'rebuild', projection: 'directory' } as const;
const registry = createEventRegistry([...directoryEvents]);
const someId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function employer(n: number, type: 'EmployerRegistered' | 'EmployerRevised', name: string): Draft {
  return {
    id: v7(),
    type,
    version: 1,
    tenant: 'main',
    stream: streamName({ category: 'employer', tenant: 'main', id: someId(n) }),
    recordedAt: '2026-03-02T09:00:00.000Z',
    actor: { person: someId(0), party: null, role: 'hr' },
    commandId: v7(),
    commandHash: 'a'.repeat(64),
    correlationId: v7(),
    causationId: null,
    rules: 'base@1',
    references: [],
    data: { name, siren: null },
  };
}

const stores: Record<string, (folder: string) => EventStore> = {
  memory: () => createMemoryEventStore({ registry }),
  SQLite: (folder) => openSqliteEventStore({ file: join(folder, 'events.db'), registry }),
};

describe.each(Object.entries(stores))('the projection runner over %s', (_name, openStore) => {
  let folder: string;
  let store: EventStore;
  let views: ViewStore;
  let stop: AbortController;
  let running: Promise<void>[];
  let now: number;
  const clock: Clock = { now: () => new Date(now).toISOString() };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-runner-'));
    store = openStore(folder);
    views = await openSqliteViewStore(join(folder, 'views.db'), [directoryProjection], { leaseClock: () => now });
    stop = new AbortController();
    running = [];
    now = Date.parse('2026-03-02T10:00:00.000Z');
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
    await views.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const append = async (draft: Draft, head: Head = 'none', traceparent?: string) =>
    (await store.append(draft.stream, [draft], head, traceparent)).at(-1)!;
  const names = () =>
    views.read(async (reader) => {
      const rows = await reader.rows('employers', { tenant: 'main', order: { by: ['id'] }, limit: 100 });
      return rows.map(({ name }) => name);
    });

  function start(
    over: {
      store?: EventStore;
      views?: ViewStore;
      holder?: string;
      projections?: readonly Projection[];
      tracer?: Tracer;
    } = {},
  ) {
    const { tracer, ...others } = over;
    const ports = { store, views, projections: [directoryProjection], clock, holder: 'one', ...others };
    const position = viewPosition(ports);
    const failures: unknown[] = [];
    const told: string[] = [];
    const runner = projectionRunner({
      ...ports,
      onProgress() {
        told.push(`${runner.state()}${runner.failure() === null ? '' : ', fails'}`);
        position.moved();
      },
      telemetry: telemetryOf({ fault: (error) => failures.push(error), tracer: tracer ?? null }),
    });
    running.push(runner.run(stop.signal));
    return { runner, position, failures, told };
  }

  async function restart(): Promise<void> {
    stop.abort();
    await Promise.all(running);
    stop = new AbortController();
  }

  it('catches up, then follows each new event', async () => {
    await append(employer(1, 'EmployerRegistered', 'Alto'));
    const { position } = start();
    const { position: second, ...first } = await append(employer(2, 'EmployerRegistered', 'Basso'));
    await position.waitFor(second, LONG);
    expect(await names()).toEqual(['Alto', 'Basso']);
    const head = { revision: 0, hash: first.hash };
    const third = await append(employer(2, 'EmployerRevised', 'Contralto'), head);
    await position.waitFor(third.position, LONG);
    expect(await names()).toEqual(['Alto', 'Contralto']);
  });

  it('goes on with the trace of an event that it follows, and of none that it builds from', async () => {
    const tracer = keepingTracer();
    const trace = (number: number) => `00-${'a'.repeat(31)}${number}-b7ad6b7169203331-01`;
    now = Date.parse('2026-03-02T09:00:10.000Z');
    const built = await append(employer(1, 'EmployerRegistered', 'Alto'), 'none', trace(1));
    const { position } = start({ tracer });
    await position.waitFor(built.position, LONG);
    const followed = await append(employer(2, 'EmployerRegistered', 'Basso'), 'none', trace(2));
    await position.waitFor(followed.position, LONG);
    await restart();
    await views.ask([REBUILD]);
    await start({ tracer }).position.waitFor(followed.position, LONG);
    await restart();
    expect(tracer.spans.map(({ parent, ended }) => [parent, ended])).toEqual([[trace(2), { fault: undefined }]]);
  });

  it('says what it has not seen yet: the wait ends in NotYetVisible, and health names the lag', async () => {
    const { position: wanted } = await append(employer(1, 'EmployerRegistered', 'Alto'));
    let elapsed = 0;
    const position = viewPosition({ store, views, projections: [directoryProjection], elapsed: () => elapsed });
    await expect(position.waitFor(wanted, 60)).rejects.toBeInstanceOf(NotYetVisible);
    expect(await position.health()).toEqual({
      position: null,
      caughtUp: false,
      lagEvents: 1,
      behindForMs: 0,
      parked: [],
      beingBuilt: [{ projection: 'directory', percent: 0 }],
    });
    elapsed = 1_500;
    expect(await position.health()).toMatchObject({ lagEvents: 1, behindForMs: 1_500 });
    start();
    await position.waitFor(wanted, LONG);
    expect(await position.health()).toMatchObject({ position: wanted, caughtUp: true, lagEvents: 0, behindForMs: 0 });
  });

  it('lets a start wait until every view answers, and no longer than it says', async () => {
    await append(employer(1, 'EmployerRegistered', 'Alto'));
    const idle = viewPosition({ store, views, projections: [directoryProjection] });
    expect(await idle.untilReadable(60)).toBe(false);
    const { position } = start();
    expect(await position.untilReadable(60_000)).toBe(true);
    expect(await names()).toEqual(['Alto']);
  });

  it('tells whether every view has seen what the log holds, which a readable view need not have', async () => {
    await append(employer(1, 'EmployerRegistered', 'Alto'));
    const first = start();
    expect(await first.position.untilCaughtUp(60_000)).toBe(true);
    await restart();
    await append(employer(2, 'EmployerRegistered', 'Basso'));
    const idle = viewPosition({ store, views, projections: [directoryProjection] });
    expect(await idle.untilReadable(60)).toBe(true);
    expect(await idle.untilCaughtUp(60)).toBe(false);
    expect(await start().position.untilCaughtUp(60_000)).toBe(true);
    expect(await names()).toEqual(['Alto', 'Basso']);
  });

  it('waits for no position that the log has not given', async () => {
    await append(employer(1, 'EmployerRegistered', 'Alto'));
    const { position } = start();
    // Far longer than this specification may take.
    await expect(position.waitFor('2', 600_000)).rejects.toBeInstanceOf(NotYetVisible);
  });

  it('is the only one of two processes that projects, until it lets go', async () => {
    const first = start();
    await until(() => first.runner.state() === 'works');
    const second = start({ holder: 'two' });
    const { position: wanted } = await append(employer(1, 'EmployerRegistered', 'Alto'));
    // The one that does not project still learns that the other has.
    await second.position.waitFor(wanted, LONG);
    await until(() => second.runner.state() === 'stands-by');
    now += 60_000;
    await until(() => second.runner.state() === 'works');
    const { position: next } = await append(employer(2, 'EmployerRegistered', 'Basso'));
    await first.position.waitFor(next, LONG);
    expect(await names()).toEqual(['Alto', 'Basso']);
    await until(() => first.runner.state() !== 'works');
    // Another thread knows only what it is told.
    await until(() => first.runner.state() === 'stands-by');
    const changes = (told: readonly string[]) => told.filter((each, index) => each !== told[index - 1]);
    expect(changes(first.told)).toEqual(['works', 'none', 'stands-by']);
    expect(changes(second.told)).toEqual(['stands-by', 'works']);
  });

  it('has no failure any more once it stands by for another that projects', async () => {
    const first = start();
    await until(() => first.runner.state() === 'works');
    let broken = true;
    const failing: ViewStore = {
      ...views,
      takeLease: (...lease) => (broken ? Promise.reject(new Error('gone away')) : views.takeLease(...lease)),
    };
    const { runner, told } = start({ views: failing, holder: 'two' });
    await until(() => runner.failure() !== null);
    broken = false;
    await until(() => runner.failure() === null);
    expect([runner.state(), told]).toEqual(['stands-by', ['stands-by']]);
  });

  it('goes on after a failure, from where it was', async () => {
    let broken = true;
    const failing: ViewStore = {
      ...views,
      applyPage: (...page) => (broken ? Promise.reject(new Error('disk full')) : views.applyPage(...page)),
    };
    const { position: wanted } = await append(employer(1, 'EmployerRegistered', 'Alto'));
    const { runner, position, failures, told } = start({ views: failing });
    await until(() => failures.length >= 2);
    expect(runner.failure()).toMatchObject({ message: 'disk full' });
    broken = false;
    await position.waitFor(wanted, LONG);
    await until(() => runner.failure() === null);
    expect(told.at(-1)).toBe('works');
    expect(await names()).toEqual(['Alto']);
  });

  it.each<[string, readonly string[]]>([
    ['shorter than what they have seen', ['Alto']],
    ['other than what they have seen', ['Alto', 'Tenor', 'Canto']],
  ])('builds views anew over a log that is %s', async (_what, others) => {
    await append(employer(1, 'EmployerRegistered', 'Alto'));
    const { position: wanted } = await append(employer(2, 'EmployerRegistered', 'Basso'));
    await start().position.waitFor(wanted, LONG);
    await restart();

    // As after a restore from a backup.
    await store.close();
    store = openStore(mkdtempSync(join(folder, 'restored-')));
    for (const [index, name] of others.entries()) await append(employer(index + 1, 'EmployerRegistered', name));
    const { failures } = start({ holder: 'two' });
    await until(() => failures.some((failure) => failure instanceof ViewsAheadOfLog));
    await start().position.waitFor((await store.lastPosition())!, LONG);
    expect(await names()).toEqual(others);
    expect(failures).toHaveLength(1);
  });

  it('takes over from nobody with the log of another installation than the views, and says so', async () => {
    await store.installation.name('this');
    await append(employer(1, 'EmployerRegistered', 'Alto'));
    const { position: wanted } = await append(employer(2, 'EmployerRegistered', 'Basso'));
    const right = start();
    await right.position.waitFor(wanted, LONG);
    const stopping = stop;

    const other = openStore(mkdtempSync(join(folder, 'other-')));
    await other.installation.name('other');
    await other.append(
      employer(3, 'EmployerRegistered', 'Tenor').stream,
      [employer(3, 'EmployerRegistered', 'Tenor')],
      'none',
    );
    stop = new AbortController();
    const wrong = start({ store: other, holder: 'two' });
    await until(() => wrong.failures.some((failure) => failure instanceof ViewsOfAnotherInstallation));
    await expect(wrong.position.health()).rejects.toBeInstanceOf(ViewsOfAnotherInstallation);
    await right.position.requireOwn();

    stopping.abort();
    await running[0];
    await until(() => wrong.failures.length > 2);
    expect(wrong.told.filter((each) => each.startsWith('works'))).toEqual([]);
    expect(await names()).toEqual(['Alto', 'Basso']);
    await restart();
    await other.close();
    const { position: more } = await append(employer(3, 'EmployerRegistered', 'Canto'));
    await start({ holder: 'three' }).position.waitFor(more, LONG);
    expect(await names()).toEqual(['Alto', 'Basso', 'Canto']);
  });

  it('keeps nothing of what it had seen over a log that is empty', async () => {
    const { position: wanted } = await append(employer(1, 'EmployerRegistered', 'Alto'));
    await start().position.waitFor(wanted, LONG);
    await restart();
    await store.close();
    store = openStore(mkdtempSync(join(folder, 'restored-')));
    const { failures } = start({ holder: 'two' });
    await until(() => failures.some((failure) => failure instanceof ViewsAheadOfLog));
    await expect(names()).rejects.toBeInstanceOf(ViewBeingBuilt);
    const { position: first } = await append(employer(2, 'EmployerRegistered', 'Basso'));
    await start().position.waitFor(first, LONG);
    expect(await names()).toEqual(['Basso']);
  });

  it('does not begin anew over its own log', async () => {
    const { position: wanted } = await append(employer(1, 'EmployerRegistered', 'Alto'));
    await start().position.waitFor(wanted, LONG);
    await restart();
    const { runner, failures } = start({ holder: 'two' });
    await until(() => runner.state() === 'works');
    expect(failures).toEqual([]);
    expect(await names()).toEqual(['Alto']);
  });

  it('releases a parked stream', async () => {
    // A revision of an employer that was never registered.
    const { position: wanted } = await append(employer(1, 'EmployerRevised', 'Alto'));
    const { position } = start();
    await position.waitFor(wanted, LONG);
    const [parked] = (await position.health()).parked;
    expect(parked).toMatchObject({ eventType: 'EmployerRevised', projection: 'directory' });
    await restart();

    // The fold is mended: a revision of what nobody registered registers it.
    start({ projections: [mended(directoryProjection)], holder: 'two' });
    const request = { kind: 'release', projection: 'directory', stream: parked!.stream } as const;
    expect(await views.ask([request])).toEqual([request]);
    await until(async () => (await views.requests()).length === 0);
    expect(await views.everyParked()).toEqual([]);
    expect(await names()).toEqual(['Alto']);
  });

  it('parks a released stream again while its event still fails', async () => {
    const { position: wanted } = await append(employer(1, 'EmployerRevised', 'Alto'));
    await start().position.waitFor(wanted, LONG);
    await views.ask([{ kind: 'release', projection: 'directory', stream: `employer-main.${someId(1)}` }]);
    await until(async () => (await views.requests()).length === 0);
    expect(await views.everyParked()).toMatchObject([{ revision: 0 }]);
  });

  it('builds a shadow of a projection while the live one goes on being read and fed', async () => {
    for (let n = 1; n <= 20; n += 1) await append(employer(n, 'EmployerRegistered', `Alto ${100 + n}`));
    const { position } = start();
    await position.waitFor('20', LONG);
    const before = await names();
    expect(await views.ask([REBUILD])).toEqual([REBUILD]);
    // Asked again while it is under way, or done in between: never an error.
    expect((await views.ask([REBUILD])).length).toBeLessThanOrEqual(1);
    for (let n = 21; n <= 40; n += 1) {
      const { position: next } = await append(employer(n, 'EmployerRegistered', `Alto ${100 + n}`));
      await position.waitFor(next, LONG);
      expect(await names()).toHaveLength(n);
    }
    await until(async () => (await views.requests()).length === 0);
    expect((await names()).slice(0, 20)).toEqual(before);
    expect(await names()).toHaveLength(40);
    const { position: last } = await append(employer(41, 'EmployerRegistered', 'Basso'));
    await position.waitFor(last, LONG);
    expect(await names()).toHaveLength(41);
  });

  it('swaps a build in at the first try, though events come meanwhile, and folds them into it', async () => {
    const delivered: string[] = [];
    const watched: EventStore = {
      ...store,
      async *subscribeAll(after, signal) {
        for await (const page of store.subscribeAll(after, signal)) {
          delivered.push(...page.map(({ position }) => position));
          yield page;
        }
      },
    };
    const swaps: boolean[] = [];
    const interrupted: ViewStore = {
      ...views,
      async swap(projection, holder) {
        if (swaps.length === 0) {
          const { position } = await append(employer(2, 'EmployerRegistered', 'Basso'));
          await until(() => delivered.includes(position));
          // Turns enough for a feed that does not wait at the gate: it would fold the event into the old tables.
          for (let turn = 0; turn < 20; turn += 1) await nextTurn();
        }
        const swapped = await views.swap(projection, holder);
        swaps.push(swapped);
        return swapped;
      },
    };
    // Over an empty log nothing has to be built first.
    const { position, runner } = start({ store: watched, views: interrupted });
    await until(() => runner.state() === 'works');
    await position.waitFor((await append(employer(1, 'EmployerRegistered', 'Alto'))).position, LONG);
    await views.ask([REBUILD]);
    await until(async () => (await views.requests()).length === 0);
    await position.waitFor('2', LONG);
    expect(swaps).toEqual([true]);
    expect(await names()).toEqual(['Alto', 'Basso']);
  });

  it('answers nothing from a view of another version until the new one has been built', async () => {
    const { position: wanted } = await append(employer(1, 'EmployerRegistered', 'Alto'));
    await start().position.waitFor(wanted, LONG);
    await restart();
    await views.close();

    const next = { ...directoryProjection, version: directoryProjection.version + 1 };
    views = await openSqliteViewStore(join(folder, 'views.db'), [next], { leaseClock: () => now });
    await expect(names()).rejects.toEqual(new ViewBeingBuilt('directory', null));
    await start({ projections: [next], holder: 'two' }).position.waitFor(wanted, LONG);
    expect(await names()).toEqual(['Alto']);
    expect(await views.read((reader) => reader.progress())).toMatchObject([{ version: next.version }]);
  });

  it('goes on with a build that another process has begun', async () => {
    for (let n = 1; n <= 3; n += 1) await append(employer(n, 'EmployerRegistered', `Alto ${n}`));
    await start().position.waitFor('3', LONG);
    await restart();
    await views.takeLease('gone', 1);
    await views.ask([REBUILD]);
    await views.reset(directoryProjection, 'shadow', 'gone');
    for await (const page of store.readAll(null))
      await views.applyPage(directoryProjection, page.slice(0, 2), 'gone', 'shadow');
    await views.dropLease('gone');

    const folded: string[] = [];
    const watched: ViewStore = {
      ...views,
      applyPage: (projection, events, holder, build) => {
        if (build === 'shadow') folded.push(...events.map(({ position }) => position));
        return views.applyPage(projection, events, holder, build);
      },
    };
    start({ views: watched, holder: 'two' });
    await until(async () => (await views.requests()).length === 0);
    expect(folded).toEqual(['3']);
    expect(await names()).toEqual(['Alto 1', 'Alto 2', 'Alto 3']);
  });

  it('stops when it is told to, and lets go of the lease', async () => {
    const { runner } = start();
    await until(() => runner.state() === 'works');
    stop.abort();
    await Promise.all(running);
    expect(runner.state()).toBe('none');
    expect(await views.takeLease('someone else', 1_000)).toBe(true);
  });
});

/** A fold that takes a revision as a registration where there is nothing to revise. */
function mended(projection: Projection): Projection {
  const tables = projection.tables.map((table) => {
    const { EmployerRegistered: begins, EmployerRevised: changes, ...others } = table.handlers;
    if (!begins || !changes) return table;
    const fold: typeof begins = (row, event, key) => (row ? changes(row, event, key) : begins(row, event, key));
    return { ...table, handlers: { ...others, EmployerRegistered: begins, EmployerRevised: fold } };
  });
  return { ...projection, tables };
}
