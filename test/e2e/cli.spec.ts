import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answerOf, CLI_MAIN, jalon, startJalon, storedEvents } from './cli.js';
import { exchange } from './client.js';
import { modulesIn, TELLS_FILES } from './loaded-modules.js';
import { newFolders, refusedStart, removeFolders, startService } from './service.js';

// Each command line is a process of its own.

const folders = newFolders();
const run = (...args: readonly string[]) => jalon(folders, ...args);
beforeAll(() => run('token', '--role', 'hr'));
afterAll(() => removeFolders(folders));

describe('wrong usage', () => {
  it.each([
    [['fly'], 'unknown command'],
    [['token'], '--role'],
    [['token', '--role', 'system'], 'must be one of'],
    [['token', '--role', 'hr', '--expires', 'tomorrow'], 'duration'],
    [['token', '--role', 'hr', '--person', 'me'], 'UUID'],
    [['token', '--role', 'organisation'], '--organisation'],
    [['import', 'needs', 'x.csv'], '--map'],
    [['import', 'needs', 'x.csv', '--map', 'm.json', '--at', '2026-02-30'], 'a day of the calendar'],
    [['tenant', 'open', 'Main'], 'short name'],
    [['tenant', 'open', 'acme', '--mode', 'play'], 'Allowed choices'],
    [['events', 'tail', '--from', 'x'], 'position'],
    [['events', 'show'], 'missing required argument'],
  ])('%j ends with 2 and says what was expected', async (args, expected) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
  });

  it('ends with 0 when only help was asked for', async () => {
    const { code, stdout } = await run('import', 'needs', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--shift-dates');
  });
});

describe('what a command loads', () => {
  async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
    const { stderr } = await promisify(execFile)(process.execPath, [CLI_MAIN, ...args], {
      env: {
        ...TELLS_FILES,
        PATH: process.env['PATH'],
        JALON_DATA_DIR: folders.data,
        JALON_KEYS_DIR: folders.keys,
      },
    });
    return modulesIn(stderr);
  }

  it('loads nothing of the engine when only help is asked for', async () => {
    const modules = await loadedBy('import', '--help');
    expect(modules.filter((url) => /class-validator|kysely|better-sqlite3|apps\/engine/.test(url))).toEqual([]);
    expect(modules.some((url) => url.endsWith('/apps/cli/src/main.ts'))).toBe(true);
  });

  it('is nothing of the framework that only the API needs', async () => {
    const modules = await loadedBy('token', '--role', 'hr');
    expect(modules.some((url) => url.includes('/apps/engine/'))).toBe(true);
    expect(modules.filter((url) => url.includes('/@nestjs/'))).toEqual([]);
  });
});

describe('refusals', () => {
  it.each([
    [['import', 'needs', 'nowhere.csv', '--map', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['token', '--role', 'hr', '--tenant', 'nobody'], 'There is no tenant nobody'],
    [['tenant', 'open', 'main', '--mode', 'demo'], 'already open, with other settings'],
    [['tenant', 'open', 'acme', '--zone', 'Europe/Atlantis'], 'not a known time zone'],
    [['events', 'show', 'need-main.nothing'], 'There is no event in need-main.nothing'],
    [['events', 'show', 'tenant-main.main', '--revision', '7'], 'no event at revision 7'],
    [['events', 'tail', '--from', '999999'], 'This log has no position 999999.'],
  ])('%j ends with 1 and one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^jalon: .*\n$/);
    expect(stderr).toContain(sentence);
  });

  it('are French for those who ask in French', async () => {
    const { stderr } = await run('--lang', 'fr', 'token', '--role', 'hr', '--tenant', 'nobody');
    expect(stderr).toBe(
      'jalon: Il n’y a pas d’espace client nobody\u00A0: ouvrez-le avec `jalon tenant open nobody`.\n',
    );
    const tail = await run('--lang', 'fr', 'events', 'tail', '--from', '999999');
    expect(tail.stderr).toBe('jalon: Ce journal n’a pas de position 999999.\n');
  });
});

describe('jalon token', () => {
  it('prints an API token and nothing else, which the service believes until it is revoked', async () => {
    const { code, stdout, stderr } = await run('token', '--role', 'hr', '--role', 'auditor');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^jln_[0-9A-Za-z]{49}\n$/);

    const signed = await run('token', '--role', 'admin', '--signed');
    expect(signed.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const other = answerOf(await run('token', '--role', 'hr', '--name', 'a script', '--json')) as {
      readonly token: string;
      readonly id: string;
    };

    const service = await startService(folders);
    const asked = (path: string, token: string, method = 'GET') =>
      exchange(`${service.url}${path}`, { method, headers: { authorization: `Bearer ${token.trim()}` } });
    try {
      expect((await asked('/v1/needs', stdout)).status).toBe(200);
      const listed = await asked('/v1/tokens', signed.stdout);
      const named = (listed.body.items as readonly { readonly name: string; readonly lastUsedAt: string | null }[]).map(
        ({ name, lastUsedAt }) => [name, lastUsedAt !== null],
      );
      expect(named).toEqual(
        expect.arrayContaining([
          ['a script', false],
          ['jalon token', true],
        ]),
      );
      const revoked = await asked(`/v1/tokens/${other.id}/revocation`, signed.stdout, 'POST');
      expect([revoked.status, revoked.body.revokedAt]).toEqual([200, expect.any(String)]);
      const refused = await asked('/v1/needs', other.token);
      expect([refused.status, refused.body.reason]).toEqual([401, 'revoked']);
    } finally {
      await service.end();
    }
  });

  it('says in JSON whose it is', async () => {
    const person = '01890a5d-ac96-774b-bcce-b302099a8057';
    const organisation = '01890a5d-ac96-774b-bcce-b302099a8058';
    const options = ['--role', 'organisation', '--organisation', organisation, '--person', person, '--expires', '30m'];
    expect(answerOf(await run('token', ...options, '--json'))).toEqual({
      ...{ tenant: 'main', person, roles: ['organisation'], organisation, expiresIn: 1800 },
      token: expect.stringMatching(/^jln_/),
      id: expect.any(String),
    });
  });
});

describe('jalon tenant open', () => {
  const open = () =>
    run('tenant', 'open', 'acme', '--zone', 'Europe/Madrid', '--language', 'en', '--mode', 'demo', '--json');

  it('opens a tenant with its operator, once', async () => {
    const first = answerOf(await open());
    expect(first).toEqual({
      tenant: 'acme',
      zone: 'Europe/Madrid',
      language: 'en',
      mode: 'demo',
      operator: expect.any(String),
    });
    expect(answerOf(await open())).toEqual(first);
    const events = await storedEvents(folders, '--tenant', 'acme');
    expect(events.map(({ type }) => type)).toEqual(['TenantOpened', 'PersonRegistered']);
  });
});

describe('jalon events', () => {
  it('shows events as stored: what is sealed stays sealed', async () => {
    const [person] = await storedEvents(folders, '--tenant', 'main', '--type', 'PersonRegistered');
    expect(Object.keys(person!.data['givenName'] as object)).toEqual(['sealed']);
    const { stdout } = await run('events', 'show', person!.stream);
    expect(stdout).toContain('PersonRegistered v1, revision 0, position 2');
    expect(stdout).toContain('givenName: (sealed)');
    expect(stdout).not.toContain('Operator');
  });

  it('begins after a position', async () => {
    const { stdout } = await run('events', 'tail', '--from', '1', '--tenant', 'main');
    expect(stdout).toMatch(/^ +2 .* PersonRegistered .*\n$/);
  });

  it('follows another process', async () => {
    const tail = startJalon(folders, 'events', 'tail', '--follow', '--tenant', 'followed');
    await run('tenant', 'open', 'followed');
    await tail.wrote('PersonRegistered');
    tail.child.kill('SIGTERM');
    expect(await tail.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends in silence when nobody reads on', async () => {
    const pipe = '"$0" "$1" events tail --follow | head -n 1; echo ended';
    const child = spawn('sh', ['-c', pipe, process.execPath, CLI_MAIN], {
      env: { PATH: process.env['PATH'], JALON_DATA_DIR: folders.data, JALON_KEYS_DIR: folders.keys },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    // The reader is gone, which the writer finds out when it has something more to say.
    await run('tenant', 'open', 'one-more');
    expect(await closed).toEqual([0, null]);
    expect(stdout).toMatch(/^ +1 .* TenantOpened .*\nended\n$/);
    expect(stderr).toBe('');
  });
});

describe('jalon keys make', () => {
  it('makes the secrets that are not there, and leaves those that are', async () => {
    const place = newFolders();
    const secrets = ['wrapping.key', 'token-signing.pem', 'record-hash.key'];
    const read = () => secrets.map((file) => readFileSync(join(place.keys, file), 'utf8'));

    const first = await jalon(place, 'keys', 'make', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(answerOf(first)).toEqual({ folder: place.keys, secrets: secrets.map((file) => ({ file, made: 'made' })) });
    const made = read();
    expect(existsSync(place.data)).toBe(false);

    const second = await jalon(place, 'keys', 'make');
    expect(second.stdout.match(/already there/g)).toHaveLength(3);
    expect(read()).toEqual(made);
    removeFolders(place);
  });

  it('says what is wrong with one that cannot be used', async () => {
    const place = newFolders();
    mkdirSync(place.keys, { mode: 0o700 });
    writeFileSync(join(place.keys, 'wrapping.key'), 'nonsense', { mode: 0o600 });
    const refused = await jalon(place, 'keys', 'make');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('does not hold 64 hexadecimal digits');
    removeFolders(place);
  });
});

describe('jalon records make', () => {
  it('makes the store of an installation that has lost it, and leaves one that is there', async () => {
    const place = newFolders();
    await (await startService(place)).end();
    const there = await jalon(place, 'records', 'make', '--json');
    expect([there.code, answerOf(there)]).toEqual([0, expect.objectContaining({ made: false })]);
    for (const end of ['', '-wal', '-shm']) rmSync(join(place.data, `records.sqlite${end}`), { force: true });
    const refused = await refusedStart(place);
    expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining('jalon records make')]);
    const made = await jalon(place, 'records', 'make');
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/records\.sqlite: made/)]);
    await (await startService(place)).end();
    removeFolders(place);
  });
});

describe('jalon keys renew-list', () => {
  it('gives the key store a list again where the one that it was kept with is lost', async () => {
    const place = newFolders();
    expect(await jalon(place, 'tenant', 'open', 'main')).toMatchObject({ code: 0 });
    rmSync(join(place.keys, 'destroyed.sqlite'));
    const refused = await jalon(place, 'tenant', 'open', 'main');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('jalon keys renew-list');

    const renewed = await jalon(place, 'keys', 'renew-list');
    expect(renewed).toMatchObject({ code: 0, stderr: '' });
    expect(renewed.stdout).toContain('must be erased again');
    expect(await jalon(place, 'tenant', 'open', 'main')).toMatchObject({ code: 0, stderr: '' });
    removeFolders(place);
  });
});

describe('jalon event-store access', () => {
  it('has nothing to set where the events lie in a file', async () => {
    const refused = await run('event-store', 'access', '--writers', 'jalon-writer');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('The events lie in a file');
  });
});
