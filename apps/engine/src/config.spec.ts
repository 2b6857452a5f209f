import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig } from './config.js';
import { StartRefused } from './start-refused.js';

/** The variables that a sentence names. */
const namesIn = (text: string) => text.match(/\b[A-Z]+(_[A-Z]+)*_[A-Z]+\b|\bPORT\b|\bHOST\b/g);

function reasonsFor(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartRefused) {
      // Both languages give the operator the same information.
      for (const { en, fr } of error.reasons) expect(namesIn(fr)).toEqual(namesIn(en));
      return error.reasons.map(({ en }) => en);
    }
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      projections: 'here',
      liveStreamsPerPerson: 10,
      liveStreamsPerService: 500,
      requestsPerMinute: 1_200,
      failuresPerMinute: 120,
      trustedProxies: [],
      allowedOrigins: [],
      publicUrl: null,
      sessionIdleMinutes: 60,
      sessionHours: 12,
      mail: null,
      providers: [],
      dataDir: resolve('data'),
      keysDir: resolve('keys'),
      eventStore: { file: resolve('data/events.sqlite') },
      viewStore: { file: resolve('data/views.sqlite') },
      keyStore: { file: resolve('data/keys.sqlite') },
      destroyedKeys: { file: resolve('keys/destroyed.sqlite') },
      readAuditDays: 365,
      recordStore: { file: resolve('data/records.sqlite') },
      keysLostUpTo: null,
      storePatienceMs: 5_000,
      tracing: null,
    });
  });

  it('takes a variable set to nothing for one that is not set', () => {
    expect(readConfig({ PORT: '', LOG_LEVEL: ' ', EVENT_STORE_URL: '' })).toEqual(readConfig({}));
  });

  it('puts files named in a URL in the data folder, unless their path is absolute', () => {
    const { eventStore, viewStore, keyStore } = readConfig({
      JALON_DATA_DIR: '/srv/jalon',
      EVENT_STORE_URL: 'sqlite:log.db',
      VIEW_STORE_URL: 'sqlite:/var/views.db',
      KEY_STORE_URL: 'sqlite:///secure/keys.db',
    });
    expect([eventStore, viewStore, keyStore]).toEqual([
      { file: join('/srv/jalon', 'log.db') },
      { file: '/var/views.db' },
      { file: '/secure/keys.db' },
    ]);
  });

  it('takes proxies and origins that commas part', () => {
    const { trustedProxies, allowedOrigins } = readConfig({
      TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16,fd00::/8',
      ALLOWED_ORIGINS: 'https://jalon.example, http://localhost:5173',
    });
    expect(trustedProxies).toEqual(['10.0.0.1', '10.1.0.0/16', 'fd00::/8']);
    expect(allowedOrigins).toEqual(['https://jalon.example', 'http://localhost:5173']);
  });

  it('needs the public address where people log in by a provider, and it listens to other machines', () => {
    const client = { OIDC_ISSUER: 'https://login.example.org', OIDC_CLIENT_ID: 'jalon' };
    expect(reasonsFor({ ...client, HOST: '0.0.0.0' })).toEqual([expect.stringContaining('set PUBLIC_URL')]);
    expect(reasonsFor({ ...client, HOST: '0.0.0.0', PUBLIC_URL: 'https://jalon.example.org' })).toEqual([]);
    expect(reasonsFor({ ...client, HOST: '::1' })).toEqual([]);
  });

  describe('of mail', () => {
    const mail = {
      SMTP_URL: 'smtps://jalon:s3cret@smtp.example.org:465',
      MAIL_FROM: 'Jalon <jalon@example.org>',
      PUBLIC_URL: 'https://jalon.example.org',
    };

    it('takes a server with the address that mails come from', () => {
      expect(readConfig(mail).mail).toEqual({ url: mail.SMTP_URL, from: mail.MAIL_FROM });
      expect(reasonsFor({ ...mail, SMTP_URL: 'smtp://relay:25?tls=optional', MAIL_FROM: 'jalon@example.org' })).toEqual(
        [],
      );
    });

    it.each([
      ['SMTP_URL', 'imap://jalon:s3cret@smtp.example.org'],
      ['SMTP_URL', 'smtp://jalon:s3cret@'],
      ['SMTP_URL', 'smtp://:s3cret@smtp.example.org'],
      ['SMTP_URL', 'smtp://smtp.example.org?tls=s3cret'],
      ['SMTP_URL', 'smtp://jalon:s3cret%zz@smtp.example.org'],
      ['MAIL_FROM', 'Jalon'],
      ['MAIL_FROM', undefined],
      ['PUBLIC_URL', undefined],
      ['SMTP_URL', undefined],
    ])('refuses %s=%s, and shows no password', (name, value) => {
      const reasons = reasonsFor({ ...mail, [name]: value });
      expect(reasons).toEqual([expect.stringContaining(name)]);
      expect(reasons[0]).not.toContain('s3cret');
    });
  });

  it.each([
    ['PUBLIC_URL', 'http://jalon.example.org'],
    ['PUBLIC_URL', 'https://jalon.example.org/'],
    ['PUBLIC_URL', 'jalon.example.org'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['HOST', 'a b'],
    ['LOG_LEVEL', 'loud'],
    ['READ_AUDIT_DAYS', '29'],
    ['READ_AUDIT_DAYS', '4000'],
    ['LIVE_STREAMS_PER_PERSON', '0'],
    ['LIVE_STREAMS_PER_PERSON', 'many'],
    ['LIVE_STREAMS_PER_SERVICE', '0'],
    ['SESSION_HOURS', '0'],
    ['SESSION_HOURS', '25'],
    ['REQUESTS_PER_MINUTE', '0'],
    ['FAILURES_PER_MINUTE', '1e3'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '::/0'],
    ['TRUSTED_PROXIES', '10.0.0.1,'],
    ['TRUSTED_PROXIES', '*'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://*.jalon.example'],
    ['ALLOWED_ORIGINS', 'https://jalon.example/'],
    ['ALLOWED_ORIGINS', 'null'],
    ['STORE_PATIENCE_MS', '499'],
    ['STORE_PATIENCE_MS', '60001'],
    ['STORE_PATIENCE_MS', '5s'],
    ['KEYS_LOST_UP_TO', '-1'],
    ['KEYS_LOST_UP_TO', 'all'],
    ['EVENT_STORE_URL', 'mysql://x'],
    ['EVENT_STORE_URL', 'sqlite::memory:'],
    ['VIEW_STORE_URL', 'sqlite://host/file'],
    ['KEY_STORE_URL', 'sqlite:keys.db?mode=memory'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
  ])('refuses %s=%s by its name', (name, value) => {
    const reasons = reasonsFor({ [name]: value });
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(name);
  });

  it.each(['JALON_DATA_DIR', 'JALON_KEYS_DIR'])('refuses a %s that is a file, or within one', (name) => {
    for (const path of [__filename, join(__filename, 'within')]) {
      expect(reasonsFor({ [name]: path })).toEqual([expect.stringContaining(`${name} is ${path}`)]);
    }
  });

  it.each([['EVENT_STORE_URL', 'postgres://jalon:secret@localhost/jalon']])(
    'says that %s=%s comes later, without its password',
    (name, value) => {
      const [reason] = reasonsFor({ [name]: value });
      expect(reason).toContain('comes with a later version');
      expect(reason).not.toContain('secret');
    },
  );

  it.each([
    ['VIEW_STORE_URL', true],
    ['KEY_STORE_URL', true],
    ['DESTROYED_KEYS_URL', true],
    ['EVENT_STORE_URL', false],
  ])('says what %s may be, a PostgreSQL database too: %s', (name, database) => {
    const [reason] = reasonsFor({ [name]: 'mysql://jalon:secret@localhost/jalon' });
    expect(reason).toContain('sqlite:');
    expect(reason?.includes('or postgres://user:password@host:port/database')).toBe(database);
    expect(reason).not.toContain('secret@');
  });

  it.each(['postgres://jalon:secret@db.example:5433/jalon?sslmode=verify-full', 'postgresql://localhost/jalon'])(
    'takes a PostgreSQL database for the keys and for the views, also one for both (%s)',
    (url) => {
      const { keyStore, viewStore } = readConfig({ KEY_STORE_URL: url, VIEW_STORE_URL: url });
      expect([keyStore, viewStore]).toEqual([{ url }, { url }]);
    },
  );

  it.each([
    ['require', 'verify-full'],
    ['verify-ca', 'verify-full'],
    ['verify-full', 'verify-full'],
    ['no-verify', 'no-verify'],
    ['disable', 'disable'],
  ])('takes sslmode=%s for %s: a URL that asks for TLS also verifies the server', (asked, taken) => {
    const url = (mode: string) =>
      `postgres://jalon:s%40cret@db.example:5433/jalon?sslrootcert=%2Fetc%2Fca.crt&sslmode=${mode}`;
    expect(readConfig({ KEY_STORE_URL: url(asked) }).keyStore).toEqual({ url: url(taken) });
  });

  it('leaves the modes as PostgreSQL’s own programs take them to who asks for that by name', () => {
    const url = 'postgres://jalon@db.example/jalon?uselibpqcompat=true&sslmode=require';
    expect(readConfig({ VIEW_STORE_URL: url }).viewStore).toEqual({ url });
  });

  it.each(['prefer', 'allow', 'on', ''])('refuses sslmode=%s, which does not say whether there is TLS', (mode) => {
    const [reason] = reasonsFor({ KEY_STORE_URL: `postgres://jalon:secret@db.example/jalon?sslmode=${mode}` });
    expect(reason).toMatch(/^KEY_STORE_URL has an sslmode that it does not take: disable, require, /);
    expect(reason).not.toContain('secret');
  });

  it('keeps the list of destroyed keys next to their store in a database, or in another place', () => {
    const [keys, apart] = ['postgres://localhost/jalon', 'postgres://elsewhere/lists'];
    const placeOf = (more: Record<string, string>) => readConfig({ KEY_STORE_URL: keys, ...more }).destroyedKeys;
    expect(placeOf({})).toEqual({ url: keys });
    expect(placeOf({ DESTROYED_KEYS_URL: apart })).toEqual({ url: apart });
    expect(placeOf({ DESTROYED_KEYS_URL: 'sqlite:' })).toEqual({ file: resolve('keys/destroyed.sqlite') });
    expect(placeOf({ DESTROYED_KEYS_URL: 'sqlite:/worm/list.db' })).toEqual({ file: '/worm/list.db' });
  });

  it.each([
    ['inside JALON_DATA_DIR', { DESTROYED_KEYS_URL: `sqlite:${resolve('data/list.db')}` }],
    ['a database while KEY_STORE_URL is a file', { DESTROYED_KEYS_URL: 'postgres://jalon:secret@localhost/jalon' }],
    ["not a database's URL", { KEY_STORE_URL: 'postgres://localhost/a', DESTROYED_KEYS_URL: 'postgres:secret' }],
  ])('refuses a list of destroyed keys that is %s', (what, environment) => {
    const reasons = reasonsFor(environment);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(new RegExp(`^DESTROYED_KEYS_URL .*${what}`));
    expect(reasons[0]).not.toContain('secret');
  });

  it.each([
    'postgres:',
    'postgres://jalon:secret@',
    'postgres://jalon:secret@localhost',
    'postgres://u:secret@h:port/d',
  ])('refuses %s, which names no database, without its password', (url) => {
    const [reason] = reasonsFor({ KEY_STORE_URL: url });
    expect(reason).toContain("KEY_STORE_URL is not a database's URL");
    expect(reason).not.toContain('secret');
  });

  it.each([
    'esdb://localhost:2113?tls=false',
    'esdb+discover://cluster.example:2113',
    'kurrentdb://a:2113,b:2113,c:2113?tls=true&tlsCAFile=/certs/ca.crt&nodePreference=leader',
    'esdb://jalon:much%40hidden@localhost:2113',
    'esdb://localhost?node-preference=Read-Only-Replica&keepAliveInterval=-1&connectionName=jalon%20one',
  ])('takes a server for the events (%s)', (url) => {
    expect(readConfig({ EVENT_STORE_URL: url }).eventStore).toEqual({ url });
  });

  it('takes the server’s account from elsewhere, a password from a file of its own', () => {
    const url = 'esdb://localhost:2113';
    const folder = mkdtempSync(join(tmpdir(), 'jalon-config-'));
    const file = join(folder, 'password');
    writeFileSync(file, 'pass/word@1\n');
    const given = { EVENT_STORE_URL: url, EVENT_STORE_USER: 'jalon' };
    const expected = { url: 'esdb://jalon:pass%2Fword%401@localhost:2113' };
    expect(readConfig({ ...given, EVENT_STORE_PASSWORD: 'pass/word@1' }).eventStore).toEqual(expected);
    expect(readConfig({ ...given, EVENT_STORE_PASSWORD_FILE: file }).eventStore).toEqual(expected);
    rmSync(folder, { recursive: true });
  });

  it.each<[string, Record<string, string>]>([
    ['no server', { EVENT_STORE_URL: 'esdb://' }],
    ['no server after an account', { EVENT_STORE_URL: 'esdb://jalon:hidden@' }],
    ['an account that is none', { EVENT_STORE_URL: 'esdb://hidden@localhost:2113' }],
    ['an option that is not known', { EVENT_STORE_URL: 'esdb://jalon:hidden@localhost:2113?tlsVerifyCert=false' }],
    ['what is no option', { EVENT_STORE_URL: 'esdb://localhost:2113?=hidden' }],
    ['a user without a password', { EVENT_STORE_URL: 'esdb://localhost', EVENT_STORE_USER: 'jalon' }],
    ['a password without a user', { EVENT_STORE_URL: 'esdb://localhost', EVENT_STORE_PASSWORD: 'hidden' }],
    [
      'two passwords',
      {
        EVENT_STORE_URL: 'esdb://localhost',
        EVENT_STORE_USER: 'jalon',
        EVENT_STORE_PASSWORD: 'hidden',
        EVENT_STORE_PASSWORD_FILE: '/nowhere',
      },
    ],
    [
      'a password’s file that is not there',
      { EVENT_STORE_URL: 'esdb://localhost', EVENT_STORE_USER: 'jalon', EVENT_STORE_PASSWORD_FILE: '/nowhere' },
    ],
    [
      'two accounts',
      { EVENT_STORE_URL: 'esdb://a:hidden@localhost', EVENT_STORE_USER: 'jalon', EVENT_STORE_PASSWORD: 'hidden' },
    ],
  ])('refuses a server’s URL with %s, without a word of a password', (_what, environment) => {
    const reasons = reasonsFor(environment);
    expect(reasons).toEqual([expect.stringContaining('EVENT_STORE_')]);
    expect(reasons.join()).not.toContain('hidden');
  });

  it.each([
    ['tls=maybe', 'tls', 'true, false'],
    ['tls', 'tls', 'true, false'],
    ['nodePreference=nearest', 'nodePreference', 'leader, follower, random, read_only_replica'],
    ['keepAliveInterval=10s', 'keepAliveInterval', 'a whole number'],
    ['tlsCAFile=', 'tlsCAFile', 'some text'],
    ['tlsCAFile=/certs/100%', 'tlsCAFile', 'some text'],
  ])('tells what an option of a server’s URL takes (%s)', (option, name, takes) => {
    const reasons = reasonsFor({ EVENT_STORE_URL: `esdb://jalon:hidden@localhost:2113?${option}` });
    expect(reasons).toEqual([
      expect.stringContaining(`EVENT_STORE_URL has a value for ${name} that it does not take: ${takes}`),
    ]);
  });

  it('names everything that is wrong at once', () => {
    expect(reasonsFor({ PORT: 'x', LOG_LEVEL: 'x', VIEW_STORE_URL: 'x' })).toHaveLength(3);
  });

  it.each(['data', 'data/keys', 'data/..keys', './data/../data/keys'])(
    'refuses keys that lie with the data (%s)',
    (keysDir) => {
      expect(reasonsFor({ JALON_KEYS_DIR: keysDir })).toEqual([expect.stringContaining('apart from the data')]);
    },
  );

  it('refuses two stores in one file', () => {
    expect(reasonsFor({ VIEW_STORE_URL: 'sqlite:events.sqlite' })).toEqual([expect.stringContaining('of its own')]);
    expect(
      reasonsFor({ KEY_STORE_URL: 'sqlite:/data/views.sqlite', VIEW_STORE_URL: 'sqlite:/data/views.sqlite' }),
    ).toEqual([expect.stringContaining('of its own')]);
  });
});
