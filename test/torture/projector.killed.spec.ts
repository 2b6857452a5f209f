import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine, readConfig } from '@jalon/engine';
import { sharedPortsOf } from './folder.fixture.js';
import { report, rounds, TIME_LIMIT_MS } from './rounds.js';
import { openNeedFixture } from './need.fixture.js';
import { differences, replayed, rowsIn, type Rows } from './views.js';

jest.setTimeout(TIME_LIMIT_MS);

const root = mkdtempSync(join(tmpdir(), 'jalon-projector-'));
const seeded = join(root, 'seeded');
let replay: Rows;
let length: number;

const configOf = (folder: string) =>
  readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });

/** Missions on two needs, some of them cancelled: their events touch rows of every projection. */
async function seed(missions: number): Promise<void> {
  const engine = await openEngine(configOf(seeded), { project: false });
  for (let need = 0; need < missions / 40; need += 1) {
    const fixture = await openNeedFixture({ places: 40, ports: sharedPortsOf(engine) });
    const worker = fixture.worker();
    const proposed = await Promise.all(Array.from({ length: 40 }, () => fixture.proposed()));
    await Promise.all(proposed.map((mission) => worker.accept(mission)));
    await Promise.all(proposed.filter((_, index) => index % 4 === 0).map((mission) => worker.cancel(mission)));
  }
  length = Number(await engine.stores.events.lastPosition());
  replay = await replayed(engine.stores.events, join(root, 'replay.sqlite'));
  await engine.close();
}

interface Ended {
  readonly caughtUp: boolean;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a projector on the folder until it has caught up or is killed: by itself, or from outside after `killAfterMs`. */
async function projector(folder: string, how: { transactions?: number; killAfterMs?: number }): Promise<Ended> {
  const { dataDir, keysDir } = configOf(folder);
  const program = ['test/support/run-typescript.cjs', 'test/torture/projector.process.ts'];
  const args = [String(how.transactions ?? '')];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], JALON_DATA_DIR: dataDir, JALON_KEYS_DIR: keysDir },
  });
  const said = text(child.stdout);
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  if (how.killAfterMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), closed]);
    await sleep(how.killAfterMs);
    child.kill('SIGKILL');
  }
  const [, signal] = await closed;
  return { caughtUp: (await said).includes('caught up'), signal };
}

async function untilCaughtUp(name: string, how: () => Parameters<typeof projector>[1]): Promise<number> {
  const folder = join(root, name);
  cpSync(seeded, folder, { recursive: true });
  let kills = 0;
  while (!(await projector(folder, how())).caughtUp) kills += 1;
  expect(differences(rowsIn(join(folder, 'data', 'views.sqlite')), replay).slice(0, 5)).toEqual([]);
  rmSync(folder, { recursive: true });
  return kills;
}

beforeAll(() => seed(rounds(320, 800)));
afterAll(() => rmSync(root, { recursive: true }));

describe('a projector killed in the middle of its catch-up and started again until it is done', () => {
  it('exactly between two page transactions: the views are those of a whole replay', async () => {
    let kills = 0;
    // Five projections take turns: each of these numbers leaves others of them ahead and behind.
    for (const transactions of [17, 6, 9, 13].slice(0, rounds(1, 4))) {
      kills += await untilCaughtUp(`between-${transactions}`, () => ({ transactions }));
    }
    expect(kills).toBeGreaterThan(1);
    report('Projector killed between page transactions', { events: length, kills });
  });

  it('at random moments: the views are those of a whole replay', async () => {
    let kills = 0;
    // On a fast machine it may have caught up before the kill: then another moment is tried.
    for (let round = 0; round < rounds(1, 5) || kills === 0; round += 1) {
      kills += await untilCaughtUp(`random-${round}`, () => ({ killAfterMs: Math.random() * 500 }));
    }
    report('Projector killed at random moments', { events: length, kills });
  });
});
