import autocannon from 'autocannon';
import { v4 } from 'uuid';
import type { Load, LoadResult } from './load.js';

/** Sends requests for its parent process. As a process of its own, it does not use the parent's event loop. */
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
        // autocannon takes several URLs, one for each client in turn. Its types allow only one.
        url: [...urls] as unknown as string,
        connections: clients,
        duration: milliseconds / 1_000,
        // The interval in which autocannon checks whether the time is over, in milliseconds.
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

/** A request for a new employer, with a new idempotency key, as a client that may retry sends it. */
function command(token: string) {
  return {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': v4() },
    body: JSON.stringify({ id: v4(), name: 'Atelier Marceau SAS', siren: '732829320' }),
  };
}
