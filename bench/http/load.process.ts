import autocannon from 'autocannon';
import { v4 } from 'uuid';
import type { Load, LoadResult } from './load.js';

/** Makes load for its parent, in a process of its own so that it does not share the parent's event loop. */
process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result));
});

async function run({ urls, token, clients, milliseconds }: Load): Promise<LoadResult> {
  const waits: number[] = [];
  const refused: number[] = [];
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const cannon = autocannon(
      {
        // It takes several, one for each client in turn; its types know only one.
        url: [...urls] as unknown as string,
        connections: clients,
        duration: milliseconds / 1_000,
        // It looks this often whether the time is over.
        sampleInt: 20,
        excludeErrorStats: true,
        requests: [
          { method: 'POST', path: '/v1/employers', setupRequest: (request) => ({ ...request, ...command(token) }) },
        ],
      },
      (error: Error | null) => {
        if (error) reject(error);
        else resolve();
      },
    );
    cannon.on('response', (_client, status, _bytes, wait) => {
      if (status === 201) waits.push(wait);
      else refused.push(status);
    });
  });
  return { waits, refused, milliseconds: performance.now() - started };
}

/** A new employer under a new key: what a client sends that means to be able to try again. */
function command(token: string) {
  return {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': v4() },
    body: JSON.stringify({ id: v4(), name: 'Atelier Marceau SAS', siren: '732829320' }),
  };
}
