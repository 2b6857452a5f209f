import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimsDueIn, systemClock } from '@jalon/application';
import { openEngine, readConfig, type Engine } from '@jalon/engine';
import { startChild, type Child } from './child.js';
import { openNeedFixture, type NeedFixture } from './need.fixture.js';
import type { Script } from './scripted.event-store.js';
import type { SharedPorts } from './worker.js';

/** Short, so that a test can wait it out; however short, no place may be given twice. */
export const CLAIM_DELAY_MS = 100;

/** What workers on an engine's folder share: its stores, the machine's clock, and the claims due that its views know of. */
export function sharedPortsOf({ stores, sealer }: Engine): SharedPorts {
  return {
    store: stores.events,
    sealer,
    clock: systemClock,
    due: claimsDueIn(stores.views),
    claimDelayMs: CLAIM_DELAY_MS,
  };
}

/** An engine on a temporary folder that other processes open too. */
export interface Folder {
  readonly engine: Engine;
  readonly dataDir: string;
  start(): Promise<Child>;
  /** A need of its own on this folder. */
  needFixture(places: number): Promise<FolderNeedFixture>;
  /** Resolves when the views have seen every event. */
  viewsCaughtUp(): Promise<void>;
  close(): Promise<void>;
}

export interface FolderNeedFixture extends NeedFixture {
  /** Waits until claims are due, then sweeps in this process. */
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
    async needFixture(places) {
      const fixture = await openNeedFixture({ places, ports: sharedPortsOf(engine) });
      return {
        ...fixture,
        async sweep(script) {
          await sleep(CLAIM_DELAY_MS + 10);
          await viewsCaughtUp();
          expect((await fixture.worker(script).sweeper.sweep()).failed).toEqual([]);
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
