import { request } from 'node:http';
import type { Follow } from './followers.js';

/** Follows live streams for its parent process, and reads what they tell as fast as it comes. */
process.on('message', ({ url, tokens }: Follow) => {
  void Promise.all(tokens.map((token) => follow(url, token))).then(() => process.send?.('following'));
});

function follow(url: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(`${url}/v1/events/stream`, { headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a live stream was answered ${response.statusCode}`));
      response.once('data', () => resolve()).resume();
    })
      .once('error', reject)
      .end();
  });
}
