import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { noTelemetry, type ViewStore } from '@jalon/ports';
import { projectionRunner, systemClock } from '@jalon/application';
import { openEngine, readConfig } from '@jalon/engine';
import { projections } from '@jalon/read-models';

/**
 * A projector as a child process on a folder. It announces its start, and that it has caught up. It goes on with the lease of
 * the one killed before, under whose name it runs. With `TRANSACTIONS` it kills itself right after so many of its page
 * transactions.
 */
const [transactions = ''] = process.argv.slice(2);

const say = (line: string): void => void writeSync(1, `${line}\n`);

function dyingAfter(views: ViewStore, limit: number): ViewStore {
  let done = 0;
  return {
    ...views,
    async applyPage(...page) {
      if (done === 0) say('projecting');
      await views.applyPage(...page);
      done += 1;
      if (done === limit) process.kill(process.pid, 'SIGKILL');
    },
  };
}

async function project(): Promise<void> {
  const engine = await openEngine(readConfig(process.env), { project: false });
  const { stores } = engine;
  const views = dyingAfter(stores.views, transactions === '' ? Infinity : Number(transactions));
  const stopping = new AbortController();
  const runner = projectionRunner({
    ...{ store: stores.events, views, projections, clock: systemClock, holder: 'projector' },
    telemetry: noTelemetry,
  });
  const running = runner.run(stopping.signal);
  while (!(await engine.health()).caughtUp) await sleep(5);
  say('caught up');
  stopping.abort();
  await running;
  await engine.close();
}

void project();
