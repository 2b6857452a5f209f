import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine, readConfig, type Engine } from '@jalon/engine';
import { startChild, type Child } from './child.js';
import { CLAIM_DELAY_MS, groundOn } from './folder.fixture.js';
import { missionWorld, type World } from './mission.world.js';
import type { Script } from './scripted.event-store.js';

/** An engine on a temporary folder, beside which other processes open the same folder. */
export interface Folder {
  readonly engine: Engine;
  readonly dataDir: string;
  start(): Promise<Child>;
  /** A need of its own on this folder. */
  world(places: number): Promise<FolderWorld>;
  /** Resolves when the views have seen every event. */
  viewsCaughtUp(): Promise<void>;
  close(): Promise<void>;
}

export interface FolderWorld extends World {
  /** Waits past the sweeper's delay, and lets this process sweep. */
  sweep(script?: Script): Promise<void>;
}

/** This process projects, but does not sweep claims of its own accord: the test says when it does. */
export async function openFolder(): Promise<Folder> {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-torture-'));
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  const engine = await openEngine(config, { project: false });
  const stopping = new AbortController();
  const projecting = engine.runner.run(stopping.signal);

  async function viewsCaughtUp(): Promise<void> {
    while (!(await engine.health()).caughtUp) await sleep(5);
  }

  return {
    engine,
    dataDir: config.dataDir,
    start: () => startChild(config),
    viewsCaughtUp,
    async world(places) {
      const world = await missionWorld({ places, ground: groundOn(engine) });
      return {
        ...world,
        async sweep(script) {
          await sleep(CLAIM_DELAY_MS + 10);
          await viewsCaughtUp();
          expect((await world.process(script).sweeper.sweep()).failed).toEqual([]);
        },
      };
    },
    async close() {
      stopping.abort();
      await projecting;
      await engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}
