import { join, resolve } from 'node:path';
import { readConfig } from './config.js';
import { StartRefused } from './start-refused.js';

function reasonsFor(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartRefused) return error.reasons;
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
      dataDir: resolve('data'),
      keysDir: resolve('keys'),
      eventStoreFile: resolve('data/events.sqlite'),
      viewStoreFile: resolve('data/views.sqlite'),
      keyStore: { file: resolve('data/keys.sqlite') },
    });
  });

  it('takes a variable set to nothing for one that is not set', () => {
    expect(readConfig({ PORT: '', LOG_LEVEL: ' ', EVENT_STORE_URL: '' })).toEqual(readConfig({}));
  });

  it('puts files named in a URL in the data folder, unless their path is absolute', () => {
    const { eventStoreFile, viewStoreFile, keyStore } = readConfig({
      JALON_DATA_DIR: '/srv/jalon',
      EVENT_STORE_URL: 'sqlite:log.db',
      VIEW_STORE_URL: 'sqlite:/var/views.db',
      KEY_STORE_URL: 'sqlite:///secure/keys.db',
    });
    expect([eventStoreFile, viewStoreFile, keyStore]).toEqual([
      join('/srv/jalon', 'log.db'),
      '/var/views.db',
      { file: '/secure/keys.db' },
    ]);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['HOST', 'a b'],
    ['LOG_LEVEL', 'loud'],
    ['EVENT_STORE_URL', 'mysql://x'],
    ['EVENT_STORE_URL', 'sqlite::memory:'],
    ['VIEW_STORE_URL', 'sqlite://host/file'],
    ['KEY_STORE_URL', 'sqlite:keys.db?mode=memory'],
    ['RECORD_STORE_URL', 'redis:'],
  ])('refuses %s=%s by its name', (name, value) => {
    const reasons = reasonsFor({ [name]: value });
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(name);
  });

  it.each([
    ['EVENT_STORE_URL', 'esdb://admin:changeit@localhost:2113'],
    ['VIEW_STORE_URL', 'postgres://jalon:secret@localhost/jalon'],
    ['RECORD_STORE_URL', 'postgres://jalon:secret@localhost/jalon'],
  ])('says that %s=%s comes later, without its password', (name, value) => {
    const [reason] = reasonsFor({ [name]: value });
    expect(reason).toContain('comes with a later version');
    expect(reason).not.toMatch(/secret|changeit/);
  });

  it.each(['postgres://jalon:secret@db.example:5433/jalon?sslmode=verify-full', 'postgresql://localhost/jalon'])(
    'takes a PostgreSQL database for the keys (%s)',
    (url) => expect(readConfig({ KEY_STORE_URL: url }).keyStore).toEqual({ url }),
  );

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
    expect(reasonsFor({ RECORD_STORE_URL: 'sqlite:keys.sqlite' })).toEqual([expect.stringContaining('of its own')]);
  });
});
