import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Projection } from '@jalon/kernel';
import { KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import { makeWrappingKey } from '@jalon/privacy';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { newPostgresDatabase, until } from '@jalon/testing';
import { openPostgresViewStore } from '@jalon/view-store';
import { Client } from 'pg';
import { openTcpProxy, type TcpProxy } from '../double/tcp-proxy.js';
import { SLACK_MS, timed } from './eventstoredb.fixture.js';

/** Long enough for a busy machine, short enough to wait for. */
const PATIENCE_MS = 1_500;
/** A call that waits for no server. */
const AT_ONCE_MS = 500;

const words: Projection = {
  name: 'words',
  version: 1,
  tables: [
    {
      name: 'words',
      meaning: 'Words.',
      columns: { tenant: { type: 'text', nullable: false, meaning: '' } },
      key: ['tenant'],
      indexes: [],
      star: { kind: 'fact' },
      keys: () => [],
      handlers: {},
    },
  ],
};
const random = { bytes: (length: number) => randomBytes(length) };
const ana = { tenant: 'main', subject: '0190a000-0000-7000-8000-00000000000a', purpose: 'identity' } as const;

/** An open store, and a small question to it. */
interface Asked {
  readonly ask: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

describe('a PostgreSQL that is frozen', () => {
  let folder: string;
  let direct: string;
  let url: string;
  let proxy: TcpProxy;
  let opened: Asked | null;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-frozen-'));
    makeWrappingKey(join(folder, 'keys'), random);
    direct = await newPostgresDatabase();
    const { hostname, port } = new URL(direct);
    proxy = await openTcpProxy({ host: hostname, port: Number(port) });
    const through = new URL(direct);
    through.port = String(proxy.port);
    url = through.href;
    opened = null;
  });
  afterEach(async () => {
    proxy.thaw();
    await opened?.close();
    await proxy.close();
    rmSync(folder, { recursive: true });
  });

  async function openViews(): Promise<Asked> {
    const views = await openPostgresViewStore(url, [words], { patienceMs: PATIENCE_MS });
    return { ask: () => views.read((reader) => reader.progress()), close: () => views.close() };
  }

  async function openKeys({ at = url, mayCreate = true } = {}): Promise<Asked> {
    const destroyed = postgresDestroyedList(at, { patienceMs: PATIENCE_MS });
    const keysDir = join(folder, 'keys');
    const keys = await openPostgresKeyStore({
      url: at,
      keysDir,
      destroyed,
      random,
      mayCreate,
      patienceMs: PATIENCE_MS,
    });
    return { ask: () => keys.keyOf(ana), close: () => keys.close() };
  }

  /** Keys that were kept before, opened while the server is frozen. */
  async function openKeysLater(): Promise<Asked> {
    const before = await openKeys({ at: direct });
    await before.ask();
    await before.close();
    proxy.freeze();
    return openKeys({ mayCreate: false });
  }

  it.each([
    ['views', openViews, StoreUnavailable],
    ['keys', openKeys, KeyUnavailable],
    ['keys that are opened meanwhile', openKeysLater, KeyUnavailable],
  ])(
    'lets nobody wait longer than their patience for %s, refuses the next at once, and is used again',
    async (...given) => {
      const [, open, Unavailable] = given;
      opened = await open();
      const { ask } = opened;
      if (open !== openKeysLater) await ask();

      proxy.freeze();
      const waits: number[] = [];
      while (!waits.some((ms) => ms < AT_ONCE_MS)) {
        const { outcome, ms } = await timed(ask());
        expect(outcome).toBeInstanceOf(Unavailable);
        waits.push(ms);
      }
      expect(waits[0]).toBeGreaterThan(PATIENCE_MS * 0.6);
      expect(Math.max(...waits)).toBeLessThan(PATIENCE_MS + SLACK_MS);
      // Three late answers in a row, of calls and of probes.
      expect(waits.length).toBeLessThanOrEqual(4);

      proxy.thaw();
      await until(() => ask().then(Boolean, () => false));
    },
  );

  it('is asked again by all after one late answer', async () => {
    opened = await openViews();
    await opened.ask();
    proxy.freeze();
    await expect(opened.ask()).rejects.toBeInstanceOf(StoreUnavailable);
    proxy.thaw();
    await expect(Promise.all(Array.from({ length: 5 }, () => opened!.ask()))).resolves.toHaveLength(5);
  });

  it('is not taken for frozen while all connections are busy: who waits for one in vain holds nobody else up', async () => {
    const views = await openPostgresViewStore(direct, [words], { patienceMs: AT_ONCE_MS });
    opened = { ask: () => views.read((reader) => reader.progress()), close: () => views.close() };
    const end = new AbortController();
    const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve()));
    let started = 0;
    // As many as there are connections.
    const reports = Array.from({ length: 10 }, () => views.read(async () => ((started += 1), ended)));
    await until(() => Promise.resolve(started === 10));
    const waited = await Promise.allSettled(Array.from({ length: 6 }, () => opened!.ask()));
    expect(new Set(waited.map(({ status }) => status))).toEqual(new Set(['rejected']));
    // An open circuit would refuse this one at once.
    const { outcome, ms } = await timed(opened.ask());
    expect(outcome).toMatchObject({ message: expect.stringContaining('timeout exceeded') });
    expect(ms).toBeGreaterThan(AT_ONCE_MS * 0.6);
    end.abort();
    await Promise.all(reports);
    await expect(opened.ask()).resolves.toBeDefined();
  });

  it('is waited for where it waits for the lock of another connection', async () => {
    const keys = await openKeys();
    opened = keys;
    const other = new Client(direct);
    await other.connect();
    await other.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`jalon keys of main ${ana.subject}`]);
    const asked = keys.ask();
    await until(
      async () => (await other.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount! > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS * 1.5));
    await other.query('SELECT pg_advisory_unlock_all()');
    await expect(asked).resolves.toMatchObject({ kid: expect.any(String) });
    await other.end();
  });
});
