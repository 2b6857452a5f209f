import { join } from 'node:path';
import type { EventStore } from '@jalon/ports';
import type { StoredEvent } from '@jalon/kernel';
import type { Bench, BenchSetup, Side, Slice } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { copyInto, headAt } from './fixtures/copies.js';
import { longLog, type LongLog, type StreamEnd } from './fixtures/long-log.js';
import { missionWriter } from './fixtures/mission-writer.js';
import { missionOf } from './fixtures/recorded-mission.js';

const MISSION_LENGTH = 10;
const SMALL = 10_000;
/** The number of old missions to write to, in turn. In a large log there are so many that none is in a cache. */
const OLD_MISSIONS = 64_000;

interface Logs {
  readonly large: LongLog;
  readonly small: LongLog;
  readonly history: readonly StoredEvent[];
}

type Client = () => Promise<void>;

interface Writing {
  readonly name: string;
  readonly count: number;
  readonly what: string;
  readonly client: (log: LongLog, history: readonly StoredEvent[], client: number) => Client;
}

const toNewMissions = (count: number): Writing => ({
  name: `large-${count}`,
  count,
  what: 'to missions that begin after all others, as most appends go to the youngest',
  client: ({ store }, history) => missionWriter(store, history),
});

const toOldMissions = (count: number): Writing => ({
  name: `large-old-${count}`,
  count,
  what: 'to missions all over it, each met cold: the worst that there can be',
  client: ({ store, ends }, history, first) =>
    oldMissionWriter(
      store,
      ends.filter((_, index) => index % count === first),
      history.at(-1) as StoredEvent,
    ),
});

/** Durable appends to a long log, compared with a short one: do appends become slower as the log grows? */
export function largeLogBenches(): readonly Bench[] {
  // Filling takes minutes, so the first benchmark fills the logs for all, and they stay open until the process ends.
  let logs: Promise<Logs> | undefined;
  return [toNewMissions(1), toNewMissions(64), toOldMissions(64)].map(({ name, count, what, client }) => ({
    name,
    unit: 'events made durable',
    ours: `${count} client${count > 1 ? 's' : ''} of an event store of --events events, one event an append, ${what}`,
    raw: `the same over ${SMALL} events`,
    whenAsked: true,

    async open(setup) {
      logs ??= fill(setup);
      const { large, small, history } = await logs;
      const side = (log: LongLog): Side => {
        const writers = Array.from({ length: count }, (_, index) => client(log, history, index));
        return (slice: Slice) => clients(count, slice, (index) => (writers[index] as Client)());
      };
      return { ours: side(large), raw: side(small), close: () => Promise.resolve() };
    },
  }));
}

async function fill({ folder, quick, events }: BenchSetup): Promise<Logs> {
  const { events: history } = await missionOf(folder, MISSION_LENGTH);
  const open = (name: string, length: number) => longLog(join(folder, `${name}.sqlite`), history, length, OLD_MISSIONS);
  return { large: await open('large', quick ? SMALL * 2 : events), small: await open('small', SMALL), history };
}

/** Appends one event to each of its missions in turn, round after round. */
function oldMissionWriter(store: EventStore, missions: readonly StreamEnd[], event: StoredEvent): Client {
  let turn = 0;
  return async () => {
    const mission = missions[turn % missions.length] as StreamEnd;
    const [stored] = await store.append(mission.stream, [copyInto(mission.stream, event)], mission.head);
    mission.head = headAt(stored);
    turn += 1;
  };
}
