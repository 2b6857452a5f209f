import { setTimeout as pause } from 'node:timers/promises';
import type { ViewRequest } from '@jalon/ports';
import type { Engine } from '@jalon/engine';
import { wordsOf } from '@jalon/kernel';
import { CliFailure, EXIT } from '../failure.js';
import type { Terminal } from '../terminal.js';

const LOOK_EVERY_MS = 100;

/**
 * Waits until requests are done, by the service where one projects, else by this process: it stands by for the lease all
 * the while, so that neither a service that stops nor one that starts leaves them undone.
 *
 * @param look called again and again meanwhile
 * @throws CliFailure REQUEST_STANDS when interrupted
 */
export async function untilDone(
  { runner, stores: { views } }: Engine,
  { interrupted, err, language }: Terminal,
  requests: readonly ViewRequest[],
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const standingBy = new AbortController();
  const projected = runner.run(standingBy.signal);
  let told: unknown = null;
  try {
    while (await areOpen(views.requests(), requests)) {
      if (interrupted.aborted) throw new CliFailure('REQUEST_STANDS', {}, EXIT.interrupted);
      const failure = runner.failure();
      if (failure !== null && failure !== told) {
        const again = new CliFailure('TRYING_AGAIN', { reason: wordsOf(failure) });
        await err.line(`jalon: ${again.sentence(language)}`);
      }
      told = failure;
      await look();
      await pause(LOOK_EVERY_MS, undefined, { signal: interrupted }).catch(() => undefined);
    }
  } finally {
    standingBy.abort();
    await projected;
  }
}

async function areOpen(open: Promise<readonly ViewRequest[]>, requests: readonly ViewRequest[]): Promise<boolean> {
  const texts = new Set((await open).map((request) => JSON.stringify(request)));
  return requests.some((request) => texts.has(JSON.stringify(request)));
}
