import { join } from 'node:path';
import type { Head } from '@jalon/event-store';
import type { StoredEvent } from '@jalon/kernel';
import type { Bench, Side } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { copyInto, headAt } from './world/copies.js';
import { longLog, type LongLog, type StreamEnd } from './world/long-log.js';
import { missionOf } from './world/recorded-mission.js';

const MISSION_LENGTH = 10;
const SMALL = 10_000;
/** Missions that are written to, in turn: in a large log so many that each is met cold. */
const WRITTEN_TO = 64_000;

/** Durable appends to missions spread over a log: does it grow slower as it grows longer? */
export function largeLogBench(count: number): Bench {
  return {
    name: `large-${count}`,
    unit: 'events made durable',
    ours: `${count} client${count > 1 ? 's' : ''} of an event store of --events events, one event an append to missions all over it`,
    raw: `the same over ${SMALL} events`,
    whenAsked: true,

    async open({ folder, quick, events }) {
      const mission = await missionOf(folder, MISSION_LENGTH);
      const last = mission.events.at(-1) as StoredEvent;
      const open = (name: string, length: number) =>
        longLog(join(folder, `${name}.sqlite`), mission.events, length, WRITTEN_TO);
      const large = await open('large', quick ? SMALL * 2 : events);
      const small = await open('small', SMALL);
      return {
        ours: appending(large, last, count),
        raw: appending(small, last, count),
        async close() {
          await large.store.close();
          await small.store.close();
        },
      };
    },
  };
}

/** Each client has missions of its own, and takes them in turn; what is written to all of them is `event`. */
function appending({ store, ends }: LongLog, event: StoredEvent, count: number): Side {
  const heads = ends.map(({ head }) => head);
  const turns = Array.from({ length: count }, (_, client) => client);
  return (slice) =>
    clients(count, slice, async (client) => {
      const turn = turns[client] as number;
      const { stream } = ends[turn] as StreamEnd;
      const [stored] = await store.append(stream, [copyInto(stream, event)], heads[turn] as Head);
      heads[turn] = headAt(stored);
      turns[client] = turn + count < heads.length ? turn + count : client;
    });
}
