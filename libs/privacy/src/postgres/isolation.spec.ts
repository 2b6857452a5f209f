import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { newPostgresDatabase } from '@jalon/testing';
import type { KeyOwner, KeyStore, SubjectKey } from '@jalon/ports';
import { postgresDestroyedList } from './destroyed-list.js';
import { openKeyDatabase } from './key-database.js';
import { prepareInstallation } from '@jalon/sql-database';
import { keyStoreIn } from '../database/key-store.js';

// The first that asks waits until the server has started.

const random = { bytes: (length: number) => randomBytes(length) };
const person = (index: number): KeyOwner => ({
  tenant: 'main',
  subject: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  purpose: 'identity',
});

const CLEARING = "hashtextextended('jalon keys traces', 0)";
const WAITING = `
  SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
`;

describe.each(['read committed', 'repeatable read', 'serializable'])('where the server’s default is %s', (level) => {
  let keys: KeyStore;
  let other: Client;
  afterEach(async () => {
    await other.end();
    await keys.close();
  });

  it('keeps the keys that are made while a part waits to be written anew', async () => {
    const url = await newPostgresDatabase();
    other = new Client(url);
    await other.connect();
    await other.query(
      `DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET default_transaction_isolation = ''${level}'''; END $$`,
    );
    const list = await postgresDestroyedList(url).open({ random, mayCreate: true });
    const database = await openKeyDatabase(url);
    await prepareInstallation(database);
    keys = keyStoreIn(database, list!, randomBytes(32), random);
    await keys.keyOf(person(0));

    await other.query(`SELECT pg_advisory_lock(${CLEARING})`);
    const destroyed = keys.destroy('main', person(0).subject);
    while ((await other.query(WAITING)).rowCount === 0) await pause(10);
    // So many that some lie in the part of the key that was destroyed.
    // Some at once: the destroyer waits for its lock for ten seconds only.
    const made: SubjectKey[] = [];
    for (let first = 1; first <= 200; first += 20) {
      const twenty = Array.from({ length: 20 }, (_, index) => keys.keyOf(person(first + index)));
      made.push(...(await Promise.all(twenty)));
    }
    await other.query(`SELECT pg_advisory_unlock(${CLEARING})`);
    await destroyed;

    for (const key of made) expect(await keys.keyById(key.kid)).toEqual(key);
  });
});
