import { StoreUnavailable } from '@jalon/ports';
import { openClient } from './client.js';
import { readAllRequest, subscriptionRequest } from './protocol.js';
import { read, subscribe } from './read-calls.js';

describe('a call on a connection that was closed before it started', () => {
  it('throws StoreUnavailable', async () => {
    const client = openClient('esdb://127.0.0.1:1?tls=false');
    await client.close();
    await expect(read(client, readAllRequest(null, 'forwards', 1, []), 500)).rejects.toBeInstanceOf(StoreUnavailable);
    const subscription = subscribe(client, subscriptionRequest(null, []), 500, new AbortController().signal);
    await expect(subscription.next()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
