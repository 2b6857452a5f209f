import { isUuid } from '@jalon/kernel';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { randomBytes } from 'node:crypto';
import { personIds } from './person-id.js';

const random = { bytes: (count: number) => randomBytes(count) };

it('depends on the tenant’s key, the staff number and the departure before it', async () => {
  const keys = memoryKeyStore(random);
  const [ids, again] = [await personIds(keys, 'main'), await personIds(keys, 'main')];
  expect(ids('M-1', null, 0)).toBe(again('M-1', null, 0));
  const others = [
    ids('M-1', null, 0),
    ids('M-2', null, 0),
    ids('M-1', '2026-01-01', 0),
    ids('M-1', null, 1),
    (await personIds(keys, 'other'))('M-1', null, 0),
    (await personIds(memoryKeyStore(random), 'main'))('M-1', null, 0),
  ];
  expect(new Set(others).size).toBe(6);
  expect(others.every(isUuid)).toBe(true);
});
