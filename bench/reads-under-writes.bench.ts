import { join } from 'node:path';
import { systemClock } from '@jalon/application';
import { civilDateIn } from '@jalon/kernel';
import type { Bench, Side } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { tokenFrom, viewsCaughtUp } from './http/requests.js';
import { startLoadMaker } from './http/load.js';
import { OUR_API, startService } from './http/service.js';
import { storeCopies } from './fixtures/copies.js';
import { newEngine } from './fixtures/engine.js';
import { recordMission } from './fixtures/recorded-mission.js';

const WRITERS = 64;
const YEAR = civilDateIn('Europe/Paris', systemClock.now()).slice(0, 4);
/** The requests of a dashboard as it opens, one after the other. */
const QUESTIONS = [
  '/v1/missions?limit=50',
  '/v1/hours?limit=50',
  `/v1/reports/impact?groupBy=cause&from=${YEAR}-01&to=${YEAR}-12`,
];
const MISSION_LENGTH = 10;

/** The time that a dashboard waits while 64 clients write as fast as they are answered. */
export const readsUnderWrites: Bench = {
  name: 'reads-under-writes',
  unit: 'questions of one dashboard answered',
  ours: `the built service over 1,000 missions, while ${WRITERS} keep-alive clients write`,
  raw: 'the same questions to the same service, while nobody writes',
  pace: { full: { rounds: 5, sliceMs: 2_000 }, quick: { rounds: 1, sliceMs: 500 } },

  elsewhere: true,

  async open({ folder, quick }) {
    await fill(folder, quick ? 100 : 1_000);
    const service = await startService(OUR_API, folder);
    const load = startLoadMaker();
    const token = await tokenFrom(join(folder, 'keys'));
    let turn = 0;
    const ask = async () => {
      const path = QUESTIONS[turn % QUESTIONS.length] ?? '';
      turn += 1;
      const answer = await fetch(service.url + path, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    };
    const alone: Side = (slice) => clients(1, slice, ask);
    const amongWriters: Side = async (slice) => {
      const writing = load.make({ urls: [service.url], token, clients: WRITERS, milliseconds: slice.milliseconds });
      const asked = await alone(slice);
      await writing;
      return asked;
    };
    return {
      ours: amongWriters,
      raw: alone,
      untilIdle: () => viewsCaughtUp(service.url),
      async close() {
        load.stop();
        await service.stop();
      },
    };
  },
};

/** Fills the service's folder with missions of ten events each. */
async function fill(folder: string, missions: number): Promise<void> {
  const engine = await newEngine(folder);
  const { events } = await recordMission(engine, MISSION_LENGTH);
  await storeCopies(engine.stores.events, events, missions);
  await engine.close();
}
