import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { comparePositions } from '@jalon/kernel';
import { v4 } from 'uuid';
import { newStream, registry } from '../contract/event-store.drafts.js';
import { runChaos, type ChaosResult } from '../contract/event-store.chaos.js';
import { foldersOnEventStoreDb } from '../e2e/storages.js';
import { clientOf, type Client } from '../e2e/client.js';
import { removeFolders, startService } from '../e2e/service.js';
import { clusterAt, type Cluster } from './cluster.js';

const url = process.env['EVENT_STORE_CLUSTER_URL'] ?? '';
const command = process.env['EVENT_STORE_CLUSTER_COMMAND'] ?? '';
const WRITERS = 16;
const TIMES = 3;

jest.setTimeout(600_000);

/** What happens to a leader in one round. */
type Harm = (cluster: Cluster, leader: string, round: number) => Promise<void>;

const kill: Harm = async ({ have, leaderAfter }, leader) => {
  await have('kill', leader);
  await leaderAfter(leader);
  await sleep(3_000);
  await have('start', leader);
};

/** The others wait for a frozen leader: they elect a new one only once it has ended. */
const freezeThenThawOrKill: Harm = async (cluster, leader, round) => {
  await cluster.have('freeze', leader);
  await sleep(5_000);
  if (round % 2 === 0) await cluster.have('thaw', leader);
  else await kill(cluster, leader, round);
};

const depose: Harm = async ({ setPriority, resign, leaderAfter }, leader) => {
  // The others prefer another node. Among nodes of equal priority the same may be elected again.
  await setPriority(leader, -1);
  await resign(leader);
  await leaderAfter(leader);
  await setPriority(leader, 0);
};

async function harmed(cluster: Cluster, harm: Harm): Promise<void> {
  await sleep(1_000);
  for (let round = 0; round < TIMES; round += 1) {
    await cluster.whole();
    await harm(cluster, await cluster.leader(), round);
    await sleep(2_000);
  }
}

/** Prints the figures of a run: a reader needs them as well as the verdict. */
function tell(figures: object): void {
  process.stderr.write(`${expect.getState().currentTestName ?? ''}: ${JSON.stringify(figures)}\n`);
}

function describeCluster(): void {
  const cluster = clusterAt(url, command);
  beforeEach(() => cluster.whole());

  describe('a service on a secure cluster of three nodes', () => {
    /** Registers employers until told to stop; returns their names. */
    async function register(hr: Client, writer: string, goesOn: () => boolean) {
      const done: { readonly name: string; readonly position: string }[] = [];
      while (goesOn()) {
        const name = `${writer}-${done.length}`;
        const answer = await hr.post('/v1/employers', { name }, { 'idempotency-key': name });
        expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
        done.push({ name, position: answer.body.position as string });
      }
      return done;
    }

    async function names(hr: Client, position: string): Promise<readonly string[]> {
      const found: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const path = `/v1/employers?limit=200${cursor && `&cursor=${cursor}`}`;
        const { status, body } = await hr.get(path, { 'jalon-min-position': position });
        if (status === 503) continue;
        found.push(...(body.items as readonly { name: string }[]).map(({ name }) => name));
        cursor = body.next as string | null;
      }
      return found;
    }

    it('does each command once while its leader is killed, and shows all that it has acknowledged', async () => {
      await cluster.empty();
      await cluster.whole();
      const folders = await foldersOnEventStoreDb(url);
      const service = await startService(folders);
      const hr = await clientOf(service);
      let goesOn = true;
      const writing = Promise.all(['a', 'b', 'c', 'd'].map((writer) => register(hr, writer, () => goesOn)));
      await harmed(cluster, kill);
      goesOn = false;
      const done = (await writing).flat();
      const last = done
        .map(({ position }) => position)
        .sort(comparePositions)
        .at(-1)!;
      const shown = await names(hr, last);
      tell({ acknowledged: done.length, shown: shown.length, shownOnce: new Set(shown).size });
      expect([...shown].sort()).toEqual(done.map(({ name }) => name).sort());
      expect(await service.end()).toMatchObject({ code: 0 });
      removeFolders(folders);
    });
  });

  describe(`${WRITERS} writers on a secure cluster of three nodes`, () => {
    async function written(harm: Harm): Promise<ChaosResult> {
      const tenant = `t${v4().slice(0, 8)}`;
      const acknowledged: number[] = [];
      const store = openEventStoreDb({
        url,
        registry,
        prefixes: [`mission-${tenant}.`],
        onAppendBatch: () => void acknowledged.push(performance.now()),
      });
      const streams = Array.from({ length: WRITERS }, () => newStream(tenant));
      // An open store keeps jest from ending.
      const result = await runChaos({ store, streams, disturb: () => harmed(cluster, harm) }).finally(() =>
        store.close(),
      );
      const pauses = acknowledged.map((at, index) => Math.round(at - (acknowledged[index - 1] ?? at)));
      const longestPausesMs = pauses.toSorted((a, b) => b - a).slice(0, TIMES);
      tell({ ...result, longestPausesMs });
      return result;
    }

    it.each([
      ['is killed, and go on under the next one', kill],
      ['is frozen, whether it comes back or is killed', freezeThenThawOrKill],
      ['hands over and lives on', depose],
    ])('lose nothing while its leader %s', async (_what, harm) => {
      expect(await written(harm)).toMatchObject({ lost: 0, duplicated: 0, outOfOrder: 0 });
    });
  });
}

if (url === '' || command === '') {
  it.skip('a cluster (needs EVENT_STORE_CLUSTER_URL and EVENT_STORE_CLUSTER_COMMAND)', () => undefined);
} else {
  describeCluster();
}
