import { StoreUnavailable } from '@jalon/ports';
import type { ApiEngine } from '../api-engine.js';
import { firstLoginAddress } from './first-login-address.js';

const ORIGIN = 'https://jalon.example.org';
const away = new StoreUnavailable('away');

/** The address over an engine with these answers, and the faults that were told. */
async function made(find: () => Promise<unknown>, newLink: () => Promise<unknown>, origin: string | null = ORIGIN) {
  const faults: unknown[] = [];
  const engine = { tenants: { find }, logins: { newLink } } as unknown as ApiEngine;
  return { address: await firstLoginAddress(engine, origin, (error) => faults.push(error)), faults };
}
const found = async () => ({ operator: 'olga' });
const linked = async () => ({ secret: 'secret', expiresAt: 0 });

it('holds the secret of a link of the operator', async () => {
  expect(await made(found, linked)).toEqual({ address: `${ORIGIN}/v1/login/link/secret`, faults: [] });
  expect(await made(found, linked, null)).toEqual({ address: null, faults: [] });
  expect(await made(async () => null, linked)).toEqual({ address: null, faults: [] });
});

it('is not made while a store is away, and the start goes on', async () => {
  expect(await made(() => Promise.reject(away), linked)).toEqual({ address: null, faults: [away] });
  expect(await made(found, () => Promise.reject(away))).toEqual({ address: null, faults: [away] });
});
