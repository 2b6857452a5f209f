import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordStore } from '@jalon/ports';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { openLogins, type Logins } from './logins.js';

const MINUTE = 60_000;
const BEGUN = Date.parse('2026-03-02T09:00:00.000Z');
const ANA = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000a' };
const random = { bytes: (count: number) => randomBytes(count) };

let folder: string;
let records: RecordStore;
let logins: Logins;
let now: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-logins-'));
  const file = join(folder, 'records.sqlite');
  const keysDir = join(folder, 'keys');
  records = await openSqliteRecordStore({ file, keysDir, random, mayMakeKey: true, mayCreate: () => true });
  now = BEGUN;
  logins = openLogins({
    ...records,
    issuers: new Map(),
    accountsOf: async () => [],
    provenBy: async (account) => account,
    times: { idleMs: 30 * MINUTE, longestMs: 60 * MINUTE },
    clock: { now: () => new Date(now).toISOString() },
    ids: { next: () => randomUUID() },
    random,
  });
});
afterEach(async () => {
  await records.close();
  rmSync(folder, { recursive: true });
});

it('lists the sessions of an account that work: neither those at their end nor those left unused', async () => {
  const listed = async (at: number) => {
    now = at;
    return (await logins.sessionsOf(ANA)).map(({ begunAt }) => begunAt - BEGUN);
  };
  await logins.beginFor(ANA, 'demo');
  now += 10 * MINUTE;
  await logins.beginFor(ANA, 'demo');
  const [used] = await records.sessions.ofPerson(ANA);
  await records.sessions.used(used!.id, BEGUN + 29 * MINUTE);
  expect(await listed(BEGUN + 29 * MINUTE)).toEqual([10 * MINUTE, 0]);
  expect(await listed(BEGUN + 30 * MINUTE)).toEqual([10 * MINUTE]);
  expect(await listed(BEGUN + 59 * MINUTE)).toEqual([]);
});
