import { StoreUnavailable } from '@jalon/ports';
import { openClient } from './client.js';
import { read } from './reads.js';
import { readAllRequest, subscriptionRequest } from './requests.js';
import { subscription } from './subscription.js';

describe('a call on a connection that was closed while it was to begin', () => {
  it('is one to a store that does not answer', async () => {
    const client = openClient('esdb://127.0.0.1:1?tls=false');
    await client.close();
    await expect(read(client, readAllRequest(null, 'forwards', 1, []), 500)).rejects.toBeInstanceOf(StoreUnavailable);
    const following = subscription(client, subscriptionRequest(null, []), 500, new AbortController().signal);
    await expect(following.next()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
