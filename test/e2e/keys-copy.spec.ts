import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Client as Postgres } from 'pg';
import { systemRandom } from '@jalon/application';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';
import { newPostgresDatabase } from '@jalon/testing';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { checkedFetch } from './answer-check.js';
import { jalon, startJalon, type CliProcess, type CliRun } from './cli.js';
import { clientOf, type Client } from './client.js';
import { copied as eventsCopied, newFile } from './copy-command.js';
import { newFolders, refusedStart, removeFolders, startService, type Folders, type Service } from './service.js';
import { startPopulatedService } from './populated-service.js';
import { storeAsWrittenBy, storedVersions } from './older-stores.js';
import { made } from './parties.js';

/** What `jalon keys copy --json` says. */
interface Copied {
  readonly already: number;
  readonly added: number;
  readonly erased: number;
  readonly sourceChanged: boolean;
  readonly source: { readonly keys: number; readonly destroyed: number; readonly sha256: string };
  readonly target: Copied['source'];
}

const keysCopy = (of: Folders, from: string, to: string, ...more: readonly string[]): Promise<CliRun> =>
  jalon(of, 'keys', 'copy', '--from', from, '--to', to, ...more);

async function keysCopied(of: Folders, from: string, to: string, ...more: readonly string[]): Promise<Copied> {
  const { code, stdout, stderr } = await keysCopy(of, from, to, '--json', ...more);
  expect([code, stderr]).toEqual([0, '']);
  const told = JSON.parse(stdout) as Copied;
  expect(told.target).toEqual(told.source);
  return told;
}

/** The people's names, as a service answers them once its views have caught up. */
async function peopleOf(service: Service): Promise<readonly unknown[]> {
  while (!(await (await checkedFetch(`${service.url}/health/ready`)).text()).includes('"viewsCaughtUp":true'))
    await sleep(20);
  const hr = await clientOf(service);
  const people = await hr.get('/v1/people?limit=200');
  expect(people.status).toBe(200);
  return people.body.items as readonly unknown[];
}

describe('an installation on files that moves to servers, and back', () => {
  const folders = newFolders();
  let people: readonly unknown[];
  let erased: string;
  let double: EventStoreDouble;

  beforeAll(async () => {
    double = await openEventStoreDouble();
    const { service, parties } = await startPopulatedService(folders);
    erased = parties.manager.person;
    await service.end();
    const keys = await openSqliteKeyStore({
      file: join(folders.data, 'keys.sqlite'),
      destroyedFile: join(folders.keys, 'destroyed.sqlite'),
      keysDir: folders.keys,
      random: systemRandom,
      mayCreate: false,
    });
    await keys.destroy('main', erased);
    await keys.close();
    const again = await startService(folders);
    people = await peopleOf(again);
    await again.end();
  });
  afterAll(async () => {
    await double.close();
    removeFolders(folders);
  });

  const expectErased = async (hr: Client) =>
    expect((await hr.get(`/v1/people/${erased}`)).body).toMatchObject({ familyName: { erased: true } });

  it('keeps every name, and keeps forgotten who was', async () => {
    expect(JSON.stringify(people)).toContain('Marchetti');
    const url = await newPostgresDatabase();
    await eventsCopied(folders, 'sqlite:', double.url, '--successor');
    const there = await keysCopied(folders, 'sqlite:', url, '--successor');
    expect(there).toMatchObject({ already: 0, erased: 2, source: { destroyed: 2 } });
    expect(there.added).toBeGreaterThan(2);

    // The records stay where they are.
    const records = { RECORD_STORE_URL: 'sqlite:' };
    const server = { EVENT_STORE_URL: double.url, KEY_STORE_URL: url, VIEW_STORE_URL: url, ...records };
    const moved = await startService(folders, server);
    expect(await peopleOf(moved)).toEqual(people);
    const hr = await clientOf(moved);
    await expectErased(hr);
    await made(hr, '/v1/people', {
      id: randomUUID(),
      givenName: 'Noé',
      familyName: 'Depuislors',
      employer: (people as { employer?: string }[]).find(({ employer }) => employer)?.employer,
    });
    const peopleThen = await peopleOf(moved);
    await moved.end();

    // A service that is not told of the move finds the old keys, which are still there.
    const forgetful = { EVENT_STORE_URL: double.url, VIEW_STORE_URL: url };
    const stale = await refusedStart(folders, forgetful);
    expect([stale.code, stale.stderr]).toEqual([
      78,
      expect.stringMatching(/declared its successor: the key store sqlite:.*keys\.sqlite \(KEY_STORE_URL\)/),
    ]);
    const writing = await jalon({ ...folders, env: forgetful }, 'tenant', 'open', 'elsewhere');
    expect([writing.code, writing.stdout, writing.stderr]).toEqual([1, '', expect.stringContaining('KEY_STORE_URL')]);

    const [events, keys] = [newFile(folders), newFile(folders)];
    await eventsCopied(folders, double.url, `sqlite:${events}`, '--successor');
    expect(await keysCopied(folders, url, `sqlite:${keys}`, '--successor')).toMatchObject({
      added: there.added + 1,
      erased: 2,
    });
    const home = await startService(folders, { EVENT_STORE_URL: `sqlite:${events}`, KEY_STORE_URL: `sqlite:${keys}` });
    expect(await peopleOf(home)).toEqual(peopleThen);
    expect(JSON.stringify(peopleThen)).toContain('Depuislors');
    await expectErased(await clientOf(home));
    await home.end();

    // Keys made there are not in the source, and no copy removes them.
    const refused = await keysCopy(folders, 'sqlite:', url);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('Either it has been in service since');
  });

  it('may copy while it serves: what it makes meanwhile follows with the next copy', async () => {
    const url = await newPostgresDatabase();
    for (const command of [['reopen'], ['keys', 'reopen']]) {
      const { code, stdout } = await jalon(folders, ...command, '--store', 'sqlite:');
      expect([code, stdout]).toEqual([0, expect.stringContaining('is in service again')]);
      expect((await jalon(folders, ...command, '--store', 'sqlite:')).stderr).toContain('has no successor');
    }
    const service = await startService(folders);
    const { source } = await keysCopied(folders, 'sqlite:', url);
    await made(await clientOf(service), '/v1/people', { id: randomUUID(), givenName: 'Zoé', familyName: 'Ensuite' });
    await service.end();
    expect(await keysCopied(folders, 'sqlite:', url)).toMatchObject({ already: source.keys, added: 1, erased: 0 });
  });

  it.each(storedVersions)('opens what %s wrote', async (version) => {
    const [old, url] = [storeAsWrittenBy(version), await newPostgresDatabase()];
    const before = await startService(old);
    const names = await peopleOf(before);
    await before.end();
    await keysCopied(old, 'sqlite:', url, '--successor');
    const after = await startService(old, { KEY_STORE_URL: url, RECORD_STORE_URL: 'sqlite:' });
    expect(await peopleOf(after)).toEqual(names);
    await after.end();
    removeFolders(old);
  });
});

describe('jalon keys copy', () => {
  const folders = newFolders();
  const MANY = 20_000;
  let url: string;

  beforeAll(async () => {
    expect((await jalon(folders, 'token', '--role', 'hr')).code).toBe(0);
    const database = new Database(join(folders.data, 'keys.sqlite'));
    const insert = database.prepare('INSERT INTO keys (kid, tenant, subject, purpose, wrapped) VALUES (?, ?, ?, ?, ?)');
    database.transaction(() => {
      // A copy does not open keys, so any bytes will do.
      for (let index = 0; index < MANY; index += 1)
        insert.run(randomBytes(16).toString('base64url'), 'main', randomUUID(), 'identity', randomBytes(60));
    })();
    database.close();
  });
  afterAll(() => removeFolders(folders));
  beforeEach(async () => void (url = await newPostgresDatabase()));

  /** Waits until so many keys lie in the target of a copy. */
  async function untilThere(number: number, { ended }: CliProcess): Promise<void> {
    const client = new Postgres(url);
    await client.connect();
    const there = async () =>
      Number((await client.query<{ count: string }>('SELECT count(*) FROM jalon_keys.keys')).rows[0]?.count);
    while ((await there().catch(() => 0)) < number) {
      const over = await Promise.race([ended, sleep(1)]);
      if (over) throw new Error(`it ended before: ${over.stdout}${over.stderr}`);
    }
    await client.end();
  }

  it('goes on behind what a kill has left, which no service opens', async () => {
    const killed = startJalon(folders, 'keys', 'copy', '--from', 'sqlite:', '--to', url);
    await untilThere(1_000, killed);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const refused = await refusedStart(folders, { KEY_STORE_URL: url });
    expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining('holds keys but no check value')]);

    const rest = await keysCopied(folders, 'sqlite:', url);
    expect(rest.already).toBeGreaterThanOrEqual(1_000);
    expect(rest.added).toBeGreaterThan(0);
    expect(rest.already + rest.added).toBe(rest.source.keys);
    expect(await keysCopied(folders, 'sqlite:', url)).toMatchObject({ already: rest.source.keys, added: 0 });
  });

  it('ends when it is asked to, and says that the same command goes on', async () => {
    const stopped = startJalon(folders, 'keys', 'copy', '--from', 'sqlite:', '--to', url);
    await untilThere(500, stopped);
    stopped.child.kill('SIGINT');
    expect(await stopped.ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/^Interrupted\. What was copied stays, .*: the same command goes on\.\n$/),
    });
    expect((await keysCopied(folders, 'sqlite:', url)).source.keys).toBeGreaterThan(MANY);
  });

  it('says what both hold, in French too, and shows no password and no key', async () => {
    const { password } = new URL(url);
    const done = await jalon(folders, '--lang', 'fr', 'keys', 'copy', '--from', 'sqlite:', '--to', url);
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(done.stdout.match(/SHA-256 [0-9a-f]{64}/g)).toHaveLength(2);
    expect(done.stdout).toContain('clé par clé');
    const onto = await keysCopy(folders, url, url.replace('//jalon', '//other'));
    expect([onto.code, onto.stderr]).toEqual([2, expect.stringContaining('name the same store')]);
    const away = await keysCopy(folders, 'sqlite:', url.replace(/:\d+\//, ':1/'));
    expect([away.code, away.stderr]).toEqual([
      75,
      expect.stringContaining('--to names a store that does not answer: start again once it answers.'),
    ]);
    const wrong = await keysCopy(folders, 'sqlite:', 'sqlite:elsewhere.sqlite', '--to-list', url);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringContaining('--to-list is a database while --to is a file'),
    ]);
    const none = await keysCopy(folders, 'sqlite:nothing.sqlite', url);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('holds no keys to copy')]);
    expect(existsSync(join(folders.data, 'nothing.sqlite'))).toBe(false);

    const other = newFolders();
    expect((await jalon(other, 'keys', 'make')).code).toBe(0);
    const mine = { ...folders, keys: other.keys };
    const unfit = await keysCopy(mine, 'sqlite:', await newPostgresDatabase());
    expect([unfit.code, unfit.stderr]).toEqual([1, expect.stringContaining('no service could open the copy')]);
    removeFolders(other);
    const text = [done, onto, away, wrong, none, unfit].map(({ stdout, stderr }) => stdout + stderr).join();
    expect(text).not.toContain(password);
    expect((await jalon(folders, 'keys', 'copy', '--from', 'sqlite:')).code).toBe(2);
  });
});
