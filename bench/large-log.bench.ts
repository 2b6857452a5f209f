import { join } from 'node:path';
import type { StoredEvent } from '@jalon/kernel';
import type { Bench, Room, Side } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { copyInto, headAt } from './world/copies.js';
import { longLog, type LongLog, type StreamEnd } from './world/long-log.js';
import { missionOf } from './world/recorded-mission.js';

const MISSION_LENGTH = 10;
const SMALL = 10_000;
/** Missions that are written to, in turn: in a large log so many that each is met cold. */
const WRITTEN_TO = 64_000;

interface Logs {
  readonly large: LongLog;
  readonly small: LongLog;
  /** What is written to all of them. */
  readonly event: StoredEvent;
}

/** Durable appends to missions spread over a log: does it grow slower as it grows longer? */
export function largeLogBenches(counts: readonly number[]): readonly Bench[] {
  // Filled by the first that runs, for all of them, and open until the process ends: filling is what takes minutes.
  let logs: Promise<Logs> | undefined;
  return counts.map((count) => ({
    name: `large-${count}`,
    unit: 'events made durable',
    ours: `${count} client${count > 1 ? 's' : ''} of an event store of --events events, one event an append to missions all over it`,
    raw: `the same over ${SMALL} events`,
    whenAsked: true,

    async open(room) {
      logs ??= fill(room);
      const { large, small, event } = await logs;
      return {
        ours: appending(large, event, count),
        raw: appending(small, event, count),
        close: () => Promise.resolve(),
      };
    },
  }));
}

async function fill({ folder, quick, events }: Room): Promise<Logs> {
  const mission = await missionOf(folder, MISSION_LENGTH);
  const open = (name: string, length: number) =>
    longLog(join(folder, `${name}.sqlite`), mission.events, length, WRITTEN_TO);
  return {
    large: await open('large', quick ? SMALL * 2 : events),
    small: await open('small', SMALL),
    event: mission.events.at(-1) as StoredEvent,
  };
}

/** Each client has missions of its own, and takes them in turn. */
function appending({ store, ends }: LongLog, event: StoredEvent, count: number): Side {
  const turns = Array.from({ length: count }, (_, client) => client);
  return (slice) =>
    clients(count, slice, async (client) => {
      const turn = turns[client] as number;
      const end = ends[turn] as StreamEnd;
      const [stored] = await store.append(end.stream, [copyInto(end.stream, event)], end.head);
      end.head = headAt(stored);
      turns[client] = turn + count < ends.length ? turn + count : client;
    });
}
