import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { systemRandom } from '@jalon/application';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { until } from '@jalon/testing';
import { answerOf, CLI_MAIN, jalon, startJalon, type CliRun } from './cli.js';
import { clientOf } from './client.js';
import { destroyKeys } from './destroy-keys.js';
import { newIds, registerParties } from './parties.js';
import { environmentOf, foldersOfSuite, refusedStart, startService, type Folders } from './service.js';
import { seenAt } from './position-tokens.js';

jest.setTimeout(600_000);

const folders = foldersOfSuite();

interface Files {
  readonly events: string;
  readonly keys: string;
  readonly records: string;
}
interface BackedUp {
  readonly installation: string;
  readonly events: {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly events: number;
    readonly position: string;
  };
  readonly keys: { readonly file: string; readonly keys: number; readonly destroyed: number };
}

/** New names in a folder of their own. */
function newFiles(of: Folders): Files {
  const folder = join(of.root, `backup-${randomUUID()}`);
  mkdirSync(folder, { mode: 0o700 });
  return {
    events: join(folder, 'events.sqlite'),
    keys: join(folder, 'keys.sqlite'),
    records: join(folder, 'records.sqlite'),
  };
}

const named = ({ events, keys, records }: Files) => ['--events', events, '--keys', keys, '--records', records];
const backup = (of: Folders, files: Files, ...more: readonly string[]): Promise<CliRun> =>
  jalon(of, 'backup', ...named(files), ...more);
const restore = (of: Folders, files: Files, ...more: readonly string[]): Promise<CliRun> =>
  jalon(of, 'restore', ...named(files), ...more);

/** A machine with the secrets and the list of `of`, as an operator sets one up, and no stores. */
function machineOf(of: Folders): Folders {
  const machine = folders();
  cpSync(of.keys, machine.keys, { recursive: true });
  return machine;
}

const inFile = <T>(file: string, work: (db: Database.Database) => T): T => {
  const db = new Database(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
};

/** How many API tokens of a person, and how many sessions, a file of records holds. */
const countsIn = (file: string, person: string) =>
  inFile(file, (db) => ({
    tokens: db.prepare('SELECT count(*) FROM api_tokens WHERE person = ?').pluck().get(person),
    sessions: db.prepare('SELECT count(*) FROM sessions').pluck().get(),
  }));

/** Gives each person an API token, and a session. */
async function addRecords({ data, keys }: Folders, people: readonly string[]): Promise<void> {
  const records = await openSqliteRecordStore({
    file: join(data, 'records.sqlite'),
    keysDir: keys,
    random: systemRandom,
    mayMakeKey: false,
    mayCreate: () => false,
  });
  const [madeAt, expiresAt] = [Date.now(), Date.now() + 86_400_000];
  for (const person of people) {
    const account = { tenant: 'main', person };
    const token = {
      name: 'Export',
      roles: [],
      organisation: null,
      madeBy: null,
      handedOverBy: null,
      madeAt,
      expiresAt,
    };
    await records.apiTokens.add({ ...account, ...token, id: randomUUID() }, randomUUID());
    const session = { provider: null, trusts: null, providerSession: null, sealed: null };
    await records.sessions.add(
      { ...session, id: randomUUID(), origin: 'login-link', of: account, begunAt: madeAt, expiresAt },
      randomUUID(),
    );
  }
  await records.close();
}

describe('jalon backup', () => {
  it('under writes is whole each time: a service starts on it, with all that was acknowledged before', async () => {
    const whole = folders();
    const service = await startService(whole);
    const acknowledged: string[] = [];
    const backups: { readonly files: Files; readonly before: readonly string[] }[] = [];
    const stop = new AbortController();
    try {
      const hr = await clientOf(service);
      const employer = randomUUID();
      await hr.post('/v1/employers', { id: employer, name: 'Alto' });
      // People, since each brings a key of their own.
      const writers = [1, 2, 3, 4].map(async () => {
        while (!stop.signal.aborted) {
          const id = randomUUID();
          const person = { id, givenName: 'Ada', familyName: `Martin ${id}`, employer };
          const { status } = await hr.post('/v1/people', person);
          expect(status).toBe(201);
          acknowledged.push(id);
        }
      });
      for (let round = 0; round < 4; round += 1) {
        const enough = acknowledged.length + 20;
        await until(() => acknowledged.length >= enough);
        const before = [...acknowledged];
        const files = newFiles(whole);
        const run = await backup(whole, files, '--json');
        expect([run.code, run.stderr]).toEqual([0, '']);
        expect((answerOf(run) as BackedUp).events.events).toBeGreaterThanOrEqual(before.length);
        backups.push({ files, before });
      }
      stop.abort();
      await Promise.all(writers);
    } finally {
      stop.abort();
      await service.end();
    }
    expect(acknowledged.length).toBeGreaterThan(80);

    for (const { files, before } of backups) {
      for (const file of Object.values(files)) expect(statSync(file as string).mode & 0o777).toBe(0o600);
      const machine = machineOf(whole);
      const restored = await restore(machine, files, '--json');
      expect([restored.code, restored.stderr]).toEqual([0, '']);
      const again = await startService(machine);
      try {
        const hr = await clientOf(again);
        const { position } = (answerOf(restored) as { readonly events: { readonly position: string } }).events;
        for (const id of before.slice(-20)) {
          const { status, body } = await hr.get(`/v1/people/${id}`, seenAt(machine, 'main', position));
          expect([status, body.familyName]).toEqual([200, `Martin ${id}`]);
        }
      } finally {
        await again.end();
      }
      const stored = inFile(join(machine.data, 'events.sqlite'), (db) =>
        db.prepare<[], string>("SELECT body ->> '$.stream' FROM events").pluck().all(),
      );
      const streams = new Set(stored);
      expect(before.filter((id) => !streams.has(`person-main.${id}`))).toEqual([]);
      const check = await jalon(machine, 'check', '--json');
      expect([check.code, answerOf(check)]).toEqual([0, expect.objectContaining({ sound: true, notChecked: [] })]);
    }
  });
});

describe('a backup', () => {
  const whole = folders();
  const ids = newIds();
  let files: Files;
  let told: BackedUp;

  beforeAll(async () => {
    const service = await startService(whole);
    await registerParties(service, { ids });
    await service.end();
    await addRecords(whole, [ids.hr, ids.employee]);
    files = newFiles(whole);
    told = answerOf(await backup(whole, files, '--json')) as BackedUp;
  });

  it('says what it holds, and is one file each without secrets', async () => {
    const { createHash } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
    const bytes = readFileSync(files.events);
    expect(told.events).toMatchObject({
      file: files.events,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(readdirSync(join(files.events, '..')).sort()).toEqual(['events.sqlite', 'keys.sqlite', 'records.sqlite']);
    const wrapping = readFileSync(join(whole.keys, 'wrapping.key'), 'utf8').trim();
    for (const file of Object.values(files)) expect(readFileSync(file as string).includes(wrapping)).toBe(false);
    const english = await backup(whole, newFiles(whole));
    expect(english.stdout).toMatch(
      /events\.sqlite: \d+ events up to position \d+, the newest of .*, SHA-256 [0-9a-f]{64}\n.*keys\.sqlite: \d+ keys, 0 destroyed/,
    );
    const french = await backup(whole, newFiles(whole), '--lang', 'fr');
    expect(french.stdout).toMatch(/événements jusqu’à la position/);
  });

  it('never replaces a file, and leaves nothing where it is refused', async () => {
    const twice = await backup(whole, files);
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('is there already')]);
    const fresh = newFiles(whole);
    const folder = join(fresh.events, '..');
    const one = await backup(whole, { ...fresh, keys: fresh.events });
    expect(one.stderr).toContain('name the same file');
    const secret = await backup(whole, { ...fresh, keys: join(whole.keys, 'keys.backup') });
    expect(secret.stderr).toContain('with the wrapping key');
    const nowhere = await backup(whole, { ...fresh, keys: join(folder, 'none', 'keys.sqlite') });
    expect(nowhere.stderr).toContain('There is no folder');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused for stores on servers, and says what to do instead', async () => {
    const on = { ...whole, env: { EVENT_STORE_URL: 'esdb://127.0.0.1:1?tls=false' } };
    const events = await backup(on, newFiles(whole));
    expect([events.code, events.stderr]).toEqual([
      1,
      expect.stringMatching(/EVENT_STORE_URL names a server .*docs\/operations/),
    ]);
    const keys = await backup({ ...whole, env: { KEY_STORE_URL: 'postgres://x@127.0.0.1:1/x' } }, newFiles(whole));
    expect([keys.code, keys.stderr]).toEqual([1, expect.stringContaining('KEY_STORE_URL names a server')]);
    expect((await restore(on, files)).stderr).toContain('EVENT_STORE_URL names a server');
  });

  it('leaves nothing under its name when it is killed, and what it left is removed by the next', async () => {
    const fresh = newFiles(whole);
    const folder = join(fresh.events, '..');
    const running = startJalon(whole, 'backup', ...named(fresh));
    await until(() => readdirSync(folder).length > 0);
    running.child.kill('SIGKILL');
    const { signal } = await running.ended;
    // On a fast machine it may have ended before.
    if (signal === null) return;
    expect(readdirSync(folder).filter((name) => !name.includes('.partial-'))).toEqual([]);
    expect((await backup(whole, fresh)).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['events.sqlite', 'keys.sqlite', 'records.sqlite']);
  });

  it('leaves nothing when the disk is full', async () => {
    const fresh = newFiles(whole);
    // In blocks of 512 bytes: enough for the shared memory of SQLite's log (32 KiB), and not for the copy.
    const command = `ulimit -f 72; exec "${process.execPath}" "${CLI_MAIN}" backup ${named(fresh).join(' ')}`;
    const child = spawn('sh', ['-c', command], { env: { ...environmentOf(whole), LANG: 'en_GB.UTF-8' } });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const code = await new Promise<number | null>((end) => child.once('close', end));
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/could not be copied into .* \(.*Nothing was put in place/),
    ]);
    expect(readdirSync(join(fresh.events, '..'))).toEqual([]);
  });

  it('of stores that are not sound is refused, and says so', async () => {
    const damaged = folders();
    cpSync(whole.root, damaged.root, { recursive: true });
    inFile(join(damaged.data, 'events.sqlite'), (db) =>
      db.exec(`DROP TRIGGER events_are_never_changed; UPDATE events SET body = replace(body, 'Operator', 'operator')`),
    );
    inFile(join(damaged.data, 'events.sqlite'), (db) =>
      db.exec(`UPDATE events SET body = body || ' ' WHERE position = 3`),
    );
    const fresh = newFiles(whole);
    const { code, stderr } = await backup(damaged, fresh);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/is not sound, so nothing was put in place: event .*position 3/),
    ]);
    expect(readdirSync(join(fresh.events, '..'))).toEqual([]);
  });

  describe('that is restored', () => {
    it('is refused where stores are, and nothing in them is changed', async () => {
      const before = readFileSync(join(whole.data, 'events.sqlite'));
      const { code, stderr } = await restore(whole, files);
      expect([code, stderr]).toEqual([1, expect.stringContaining('A backup is restored only where there is nothing')]);
      for (const name of ['events.sqlite', 'keys.sqlite', 'records.sqlite'])
        expect(stderr).toContain(join(whole.data, name));
      expect(readFileSync(join(whole.data, 'events.sqlite')).equals(before)).toBe(true);
    });

    it('is refused with keys of another installation, or older keys than its events', async () => {
      const other = folders();
      const service = await startService(other);
      await service.end();
      const theirs = newFiles(other);
      expect((await backup(other, theirs)).code).toBe(0);
      const machine = machineOf(whole);
      const mixed = await restore(machine, { ...files, keys: theirs.keys });
      expect([mixed.code, mixed.stderr]).toEqual([1, expect.stringContaining('not the one of')]);
      cpSync(join(other.keys, 'wrapping.key'), join(machine.keys, 'wrapping.key'));
      const rewrapped = await restore(machine, { ...files, keys: theirs.keys });
      expect([rewrapped.code, rewrapped.stderr]).toEqual([1, expect.stringMatching(/lacks the key .* of an event/)]);

      const empty = newFiles(whole);
      cpSync(files.events, empty.events);
      inFile(empty.events, (db) => db.exec("UPDATE installation SET name = 'another'"));
      const renamed = await restore(machineOf(whole), { ...files, events: empty.events });
      expect([renamed.code, renamed.stderr]).toEqual([1, expect.stringContaining('belong to different installations')]);
      const foreign = await restore(machineOf(whole), { ...files, records: theirs.records });
      expect([foreign.code, foreign.stderr]).toEqual([
        1,
        expect.stringMatching(/record-hash\.key .* is not the one of/),
      ]);
      const none = await restore(machineOf(whole), { ...files, records: files.keys });
      expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('holds no record store')]);
      expect(existsSync(join(machine.data, 'events.sqlite'))).toBe(false);
    });

    it('is refused where --events names the keys and --keys the events, and says so', async () => {
      const machine = machineOf(whole);
      const exchanged = { ...files, events: files.keys, keys: files.events };
      const { code, stderr } = await restore(machine, exchanged);
      expect([code, stderr]).toEqual([
        1,
        `jalon: ${files.keys} holds the keys, and ${files.events} the events: give --events the one that holds the events, and --keys the other.\n`,
      ]);
      const { stderr: french } = await restore(machine, exchanged, '--lang', 'fr');
      expect(french).toContain(`donnez à --events le fichier des événements, et à --keys l’autre.`);
      expect(existsSync(machine.data) ? readdirSync(machine.data) : []).toEqual([]);
    });

    it('says how many keys are destroyed again, and nothing of none', async () => {
      const { stdout } = await restore(machineOf(whole), files, '--lang', 'fr');
      expect(stdout).toMatch(
        /keys\.sqlite\u00A0: \d+ clés\n.*records\.sqlite\u00A0: \d+ enregistrements\n2 sessions ont été fermées, .*\nDémarrez un service/,
      );
      const mine = machineOf(whole);
      cpSync(whole.data, mine.data, { recursive: true });
      await destroyKeys(mine, ids.employee);
      for (const name of readdirSync(mine.data)) rmSync(join(mine.data, name));
      expect((await restore(mine, files)).stdout).toMatch(
        /\n\d+ of these keys were destroyed after the backup was made: they are destroyed again\.\n/,
      );
    });

    it('ends all sessions, and forgets who was erased after it', async () => {
      const mine = folders();
      cpSync(whole.root, mine.root, { recursive: true });
      await destroyKeys(mine, ids.employee);
      for (const name of readdirSync(mine.data)) rmSync(join(mine.data, name));
      expect(countsIn(files.records, ids.employee)).toEqual({ tokens: 1, sessions: 2 });
      expect(answerOf(await restore(mine, files, '--json'))).toMatchObject({ sessionsEnded: 2 });
      // Already gone from the file that no service has opened yet.
      const file = join(mine.data, 'records.sqlite');
      expect(countsIn(file, ids.employee)).toEqual({ tokens: 0, sessions: 0 });
      expect(countsIn(file, ids.hr)).toEqual({ tokens: 1, sessions: 0 });
    });

    it('is refused when it was changed, or others may read its keys', async () => {
      const changed = newFiles(whole);
      cpSync(files.events, changed.events);
      cpSync(files.keys, changed.keys);
      cpSync(files.records, changed.records);
      const machine = machineOf(whole);
      chmodSync(changed.keys, 0o644);
      expect((await restore(machine, changed)).stderr).toContain(changed.keys);
      chmodSync(changed.keys, 0o600);
      inFile(changed.keys, (db) => db.exec('UPDATE keys SET wrapped = zeroblob(60) WHERE row = 1'));
      expect((await restore(machine, changed)).stderr).toMatch(/is not sound.*the key .* does not open/);
      writeFileSync(changed.events, 'no database');
      expect((await restore(machine, changed)).stderr).toMatch(
        /is no SQLite database.* --events names it: name a file that/,
      );
      expect(existsSync(machine.data) ? readdirSync(machine.data) : []).toEqual([]);
    });

    it('leaves a person erased who was erased after it, before anything answers', async () => {
      const mine = folders();
      cpSync(whole.root, mine.root, { recursive: true });
      await destroyKeys(mine, ids.employee);
      for (const name of readdirSync(mine.data)) rmSync(join(mine.data, name));
      const restored = await restore(mine, files, '--json');
      expect([restored.code, restored.stderr]).toEqual([0, '']);
      expect(answerOf(restored)).toMatchObject({ listApplied: true, erasedAgain: expect.any(Number) });
      const { erasedAgain } = answerOf(restored) as { readonly erasedAgain: number };
      expect(erasedAgain).toBeGreaterThan(0);
      // Already gone from the file that the service has not opened yet.
      const left = inFile(join(mine.data, 'keys.sqlite'), (db) =>
        db.prepare('SELECT count(*) FROM keys WHERE subject = ?').pluck().get(ids.employee),
      );
      expect(left).toBe(0);
      const service = await startService(mine);
      try {
        const hr = await clientOf(service, { person: ids.hr });
        const { body } = await hr.get(`/v1/people/${ids.employee}`);
        expect(JSON.stringify(body)).not.toContain('Martin');
      } finally {
        await service.end();
      }
    });

    it('starts no service without the list of destroyed keys', async () => {
      const machine = machineOf(whole);
      rmSync(join(machine.keys, 'destroyed.sqlite'));
      const { code, stderr } = await restore(machine, files);
      expect([code, stderr]).toEqual([1, expect.stringContaining('The list of destroyed keys was not applied')]);
      const refused = await refusedStart(machine);
      expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining('destroyed.sqlite')]);
      cpSync(join(whole.keys, 'destroyed.sqlite'), join(machine.keys, 'destroyed.sqlite'));
      await (await startService(machine)).end();
    });

    it('builds the views anew, also where newer ones are left', async () => {
      const mine = folders();
      cpSync(whole.root, mine.root, { recursive: true });
      const before = await startService(mine);
      await (await clientOf(before)).post('/v1/employers', { name: 'Basso' });
      await before.end();
      for (const name of readdirSync(mine.data)) if (!name.startsWith('views')) rmSync(join(mine.data, name));
      expect((await restore(mine, files)).code).toBe(0);
      const service = await startService(mine);
      try {
        const hr = await clientOf(service);
        await until(async () => (await hr.get('/v1/employers')).status === 200);
        const names = (await hr.get('/v1/employers')).body.items.map(({ name }: { readonly name: string }) => name);
        expect(names).not.toContain('Basso');
      } finally {
        await service.end();
      }
    });
  });
});

describe('the records', () => {
  it('of a person who was erased are removed by the next start', async () => {
    const mine = folders();
    const ids = newIds();
    const service = await startService(mine);
    await registerParties(service, { ids });
    await service.end();
    await addRecords(mine, [ids.hr, ids.employee]);
    // As if the process had died before it removed them.
    await destroyKeys(mine, ids.employee);
    const again = await startService(mine);
    const file = join(mine.data, 'records.sqlite');
    await until(() => countsIn(file, ids.employee).tokens === 0);
    await again.end();
    expect(countsIn(file, ids.employee)).toEqual({ tokens: 0, sessions: 1 });
    expect(countsIn(file, ids.hr).tokens).toBe(1);
  });

  it('that were restored on a server lose their sessions by `jalon records end-sessions`', async () => {
    const mine = folders();
    await (await startService(mine)).end();
    const person = randomUUID();
    await addRecords(mine, [person]);
    const ended = await jalon(mine, 'records', 'end-sessions', '--json');
    expect([ended.code, answerOf(ended)]).toEqual([0, expect.objectContaining({ sessionsEnded: 1 })]);
    expect(countsIn(join(mine.data, 'records.sqlite'), person)).toEqual({ tokens: 1, sessions: 0 });
    expect((await jalon(mine, 'records', 'end-sessions')).stdout).toMatch(
      /records\.sqlite: 0 sessions ended, and every/,
    );
  });
});
