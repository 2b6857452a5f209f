import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommandInFlight, type Outcome } from '@jalon/application';
import { CloseEmployer } from '@jalon/directory';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import type { StoredEvent, Uuid } from '@jalon/kernel';
import fc from 'fast-check';
import {
  openDirectoryFixture,
  employed,
  moved,
  registered,
  revised,
  type DirectoryProcess,
  type DirectoryFixture,
} from './directory.fixture.js';
import { rounds, TIME_LIMIT_MS } from './rounds.js';

/** A command that one of the processes is given. */
interface Deed {
  readonly by: number;
  readonly what: 'register' | 'revise' | 'close' | 'employ' | 'move';
  readonly employer: number;
  readonly name: string;
  /** The same command id may come with several commands, to any process. */
  readonly key: number;
  readonly ifMatch: number | undefined;
}

/** What happens to its append, if it makes one. */
type Fate = 'answered' | 'lost' | 'undone';

const PROCESSES = 3;
/** The tenant, two employers, one person. */
const BEGINNING = 4;
const NO_CACHE = { streams: 0, bytes: 0 };
const ADA: Uuid = 'ada00000-0000-4000-8000-000000000001';

const deed = (...what: Deed['what'][]): fc.Arbitrary<Deed> =>
  fc.record({
    by: fc.nat(PROCESSES - 1),
    what: fc.constantFrom(...what),
    employer: fc.nat(1),
    name: fc.constantFrom('Ferrand SA', 'Marceau SA', 'Roux SA'),
    key: fc.oneof(
      { weight: 1, arbitrary: fc.nat(5) },
      { weight: 3, arbitrary: fc.integer({ min: 6, max: 1_000_000 }) },
    ),
    ifMatch: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(3) }),
  });

const employerId = (employer: number): Uuid => `e0000000-0000-4000-8000-00000000000${employer}`;

/** A tenant with its employers and an employee of one of them. */
async function inhabited(): Promise<DirectoryFixture> {
  const fixture = await openDirectoryFixture();
  const { give } = fixture.process();
  for (const employer of [0, 1]) await give(registered('Ferrand SA', employerId(employer)), null);
  await give(employed(employerId(0), ADA), null);
  return fixture;
}

function give(process: DirectoryProcess, { what, employer, name, key, ifMatch }: Deed): Promise<Outcome> {
  const id = employerId(employer);
  const commandId: Uuid = `c0000000-0000-4000-8000-${String(key).padStart(12, '0')}`;
  const more = { commandId, ...(ifMatch !== undefined && { ifMatch }) };
  const given = {
    register: () => process.give(registered(name, id), null, more),
    revise: () => process.give(revised(name), id, more),
    close: () => process.give(Object.assign(new CloseEmployer(), { closedOn: '2026-03-01' }), id, more),
    employ: () => process.give(employed(id, ADA), null, more),
    move: () => process.give(moved(id), ADA, more),
  };
  return given[what]();
}

/** An answer without the ids that are new each time. */
async function told(answer: Promise<Outcome>): Promise<unknown> {
  try {
    const { events, ...outcome } = await answer;
    return { ...outcome, events: events.map(({ type, revision }) => ({ type, revision })) };
  } catch (error) {
    return { error: (error as Error).name, ...(error as object) };
  }
}

/** An event without its values that differ in each run: ids, sealed values and hashes. */
function plain({ envelope, position }: StoredEvent) {
  const { stream, revision, type, commandId, commandHash, recordedAt, references, data } = envelope;
  const open = Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value !== 'object'));
  return { position, stream, revision, type, commandId, commandHash, recordedAt, references, open };
}

describe('a process that caches streams', () => {
  type Step = { readonly deed: Deed; readonly fate: Fate } | { readonly takenBack: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        deed: deed(
          'register',
          'revise',
          'revise',
          'revise',
          'revise',
          'revise',
          'revise',
          'close',
          'employ',
          'move',
          'move',
        ),
        fate: fc.constantFrom<Fate[]>('answered', 'answered', 'answered', 'lost', 'undone'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ takenBack: fc.integer({ min: 1, max: 4 }) }) },
  );

  async function lived(steps: readonly Step[], streamCache?: typeof NO_CACHE) {
    const fixture = await inhabited();
    let fate: Fate = 'answered';
    const over = (shared: EventStore) => faulty(shared, () => fate);
    const processes = Array.from({ length: PROCESSES }, () =>
      fixture.process({ ...(streamCache && { streamCache }) }, over),
    );
    const answers: unknown[] = [];
    for (const step of steps) {
      if ('takenBack' in step) {
        const { length } = await fixture.store.events();
        await fixture.store.restore(Math.max(BEGINNING - 1, length - step.takenBack));
        continue;
      }
      fate = step.fate;
      answers.push(await told(give(processes[step.deed.by]!, step.deed)));
    }
    const appends = processes.flatMap((process) => process.storeCalls()).filter((asked) => asked === 'append').length;
    const events = (await fixture.store.events()).slice(BEGINNING);
    return { life: { answers, events: events.map(plain) }, appends };
  }

  it(
    'answers and writes as one that reads each of them anew, though answers are lost and the store is restored',
    async () => {
      let [cachedAppends, directAppends] = [0, 0];
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
          const [cached, direct] = [await lived(steps), await lived(steps, NO_CACHE)];
          expect(cached.life).toEqual(direct.life);
          cachedAppends += cached.appends;
          directAppends += direct.appends;
        }),
        { numRuns: rounds(80, 5_000) },
      );
      // The cache was stale now and then, and the store refused the append.
      expect(cachedAppends).toBeGreaterThan(directAppends);
    },
    TIME_LIMIT_MS,
  );
});

/** A store whose appends may fail, before or after they are done. */
function faulty(store: EventStore, fate: () => Fate): EventStore {
  return {
    ...store,
    async append(stream, drafts, head) {
      const ends = await endOf(store, stream);
      const follows = head === 'none' ? ends === null : ends?.hash === head.hash;
      if (follows && fate() === 'undone') throw new StoreUnavailable('no answer');
      const stored = await store.append(stream, drafts, head);
      if (fate() === 'lost') throw new StoreUnavailable('no answer');
      return stored;
    },
  };
}

async function endOf(store: EventStore, stream: string): Promise<StoredEvent | null> {
  for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) return event;
  return null;
}

describe('several processes that cache the same streams', () => {
  interface Doing {
    readonly deed: Deed;
    readonly startsAfter: number;
    readonly turns: readonly number[];
  }
  const doing: fc.Arbitrary<Doing> = fc.record({
    deed: deed('register', 'revise', 'revise', 'revise', 'revise', 'close'),
    startsAfter: fc.nat(40),
    turns: fc.array(fc.nat(8), { minLength: 4, maxLength: 4 }),
  });

  it(
    'each answer as one without memory could have at some moment while it was waited for',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(doing, { minLength: 4, maxLength: 12 }), async (doings) => {
          const { store, keys, process } = await inhabited();
          const processes = Array.from({ length: PROCESSES }, () => process({}, dawdling));
          const done = await Promise.all(
            doings.map(async ({ deed, startsAfter, turns }) => {
              await pass(startsAfter);
              dawdle = turns;
              const from = Number(await store.lastPosition());
              const answer = await told(give(processes[deed.by]!, deed));
              return { deed, answer, from, to: Number(await store.lastPosition()) };
            }),
          );

          const history = await store.events();
          for (const { deed, answer, from, to } of done) {
            if ((answer as { error?: string }).error === CommandInFlight.name) continue;
            const possible: unknown[] = [];
            for (let length = from; length <= to; length += 1) {
              const then = await openDirectoryFixture({ history: history.slice(0, length), keys });
              possible.push(await told(give(then.process({ streamCache: NO_CACHE }), deed)));
            }
            expect(possible).toContainEqual(answer);
          }
        }),
        { numRuns: rounds(60, 2_000) },
      );
    },
    TIME_LIMIT_MS,
  );

  let dawdle: readonly number[] = [];

  /** A store that lets other work run before and after each call. */
  function dawdling(store: EventStore): EventStore {
    let asked = 0;
    const wait = () => pass(dawdle[asked++ % 4] ?? 0);
    return {
      ...store,
      async append(...given) {
        await wait();
        const stored = await store.append(...given);
        await wait();
        return stored;
      },
      async *readStream(...given) {
        await wait();
        yield* store.readStream(...given);
        await wait();
      },
    };
  }
});

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}
