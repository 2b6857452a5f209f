import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@jalon/testing';
import { clientOf, type Client } from './client.js';
import { newFolders, refusedStart, removeFolders, startService, type Folders, type Service } from './service.js';

/** A disk of a few megabytes of its own for a folder. Only root may make one. */
class SmallDisk {
  private constructor(private readonly folder: string) {}

  /** Null where this account may not. */
  static make(folder: string): SmallDisk | null {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', folder], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      return null;
    }
  }

  fill(): void {
    const ballast = openSync(join(this.folder, 'ballast'), 'a');
    try {
      for (;;) writeSync(ballast, Buffer.alloc(4_096));
    } catch {
      // It is full.
    } finally {
      closeSync(ballast);
    }
  }

  empty(): void {
    rmSync(join(this.folder, 'ballast'));
  }

  remove(): void {
    execFileSync('umount', [this.folder]);
  }
}

/** Mounts a folder read-only over itself, until `remove`. Null where this account may not. */
function mountReadOnly(folder: string): { remove(): void } | null {
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'ignore' });
    return { remove: () => void execFileSync('umount', [folder]) };
  } catch {
    return null;
  }
}

const logged = (service: Service) =>
  service
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);

const post = (client: Client, key: string) =>
  client.send('POST', '/v1/employers', { headers: { 'idempotency-key': key }, body: { name: 'Atelier Vauban' } });

/** Runs out of room under a service, and gets it back. */
async function runsOut(service: Service, why: string, fill: () => void, empty: () => void): Promise<void> {
  const hr = await clientOf(service);
  expect((await post(hr, randomUUID())).status).toBe(201);
  const written = (await hr.get('/v1/employers')).body.items.length as number;
  expect(await ready(hr)).toMatchObject({ status: 200, body: { status: 'ready', unwritable: [] } });

  fill();
  const key = randomUUID();
  const refused = await post(hr, key);
  expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_UNWRITABLE', reason: why } });
  expect(refused.headers.get('retry-after')).toBe('5');
  await until(async () => (await ready(hr)).status === 503);
  const { body } = await ready(hr);
  expect(body).toMatchObject({ status: 'not-ready', storesReachable: true, unreachable: null });
  expect(body.unwritable).toContainEqual({ store: 'events', why, detail: expect.stringContaining('its disk') });
  await until(() => logged(service).some(({ msg }) => msg === 'the event store takes no writes'));
  expect(logged(service).find(({ code }) => code === 'STORE_UNWRITABLE')?.['reason']).toMatch(
    /^the event store could not be written: .*events\.sqlite takes no writes, for .* \(.+\)$/,
  );
  expect(service.log()).not.toContain('cannot rollback');
  // Reading goes on, and nothing was done by halves.
  expect((await hr.get('/v1/employers')).body.items).toHaveLength(written);

  empty();
  await until(async () => (await ready(hr)).status === 200);
  const done = await post(hr, key);
  expect(done.status).toBe(201);
  expect((await post(hr, key)).body).toEqual(done.body);
  const position = { 'jalon-min-position': done.headers.get('jalon-position') ?? '' };
  expect((await hr.get('/v1/employers', position)).body.items).toHaveLength(written + 1);
  await until(() => logged(service).some(({ msg }) => msg === 'the event store takes writes again'));
  await until(async () => (await ready(hr)).body.status === 'ready');
}

const ready = (client: Client) => client.get('/health/ready');

describe('a disk that takes no writes', () => {
  let folders: Folders;
  let service: Service;
  let disk: SmallDisk | null;
  beforeEach(() => {
    folders = newFolders();
    disk = null;
  });
  afterEach(async () => {
    await service.end();
    disk?.remove();
    removeFolders(folders);
  });

  it('is known to readiness and log, and forgotten once it takes writes again, without a restart', async () => {
    service = await startService(folders);
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(service.pid), `--fsize=${bytes}`]);
    await runsOut(
      service,
      'failing',
      () => limit('0:unlimited'),
      () => limit('unlimited'),
    );
  });

  it('because it is full, likewise; a start on it is refused for a time', async () => {
    const small = (disk = SmallDisk.make(folders.data));
    service = await startService(folders);
    if (!small) return void process.stderr.write('a full disk: NOT RUN, only root may make one\n');
    await runsOut(
      service,
      'full',
      () => small.fill(),
      () => small.empty(),
    );
    await service.end();
    small.fill();
    const { code, stderr } = await refusedStart(folders);
    expect([code, stderr]).toEqual([75, expect.stringMatching(/events\.sqlite takes no writes, for its disk is full/)]);
    small.empty();
    service = await startService(folders);
    expect((await ready(await clientOf(service))).status).toBe(200);
  });

  it('under the views alone: commands go on, and health says why the views do not', async () => {
    const views = join(folders.root, 'views');
    disk = SmallDisk.make(views);
    service = await startService(folders, { VIEW_STORE_URL: `sqlite:${join(views, 'views.sqlite')}` });
    if (!disk) return void process.stderr.write('a full disk of the views: NOT RUN, only root may make one\n');
    const hr = await clientOf(service);
    disk.fill();
    await until(async () => {
      expect((await post(hr, randomUUID())).status).toBe(201);
      return (await ready(hr)).body.projectorFails === true;
    });
    const { status, body } = await ready(hr);
    const unwritable = [{ store: 'views', why: 'full', detail: 'its disk is full: make room there' }];
    expect([status, body]).toEqual([200, expect.objectContaining({ status: 'partly-ready', unwritable })]);
    expect((await hr.get('/v1/employers')).status).toBe(200);
    expect(service.log()).toContain('views.sqlite takes no writes, for the disk is full');
    expect(service.log()).not.toContain('cannot rollback');
    disk.empty();
    await until(async () => (await ready(hr)).body.status === 'ready');
  });

  it('under the keys alone, mounted read-only: health and log say so, not that the keys do not answer', async () => {
    const keys = join(folders.root, 'keys-store');
    service = await startService(folders, { KEY_STORE_URL: `sqlite:${join(keys, 'keys.sqlite')}` });
    const mounted = mountReadOnly(keys);
    if (!mounted) return void process.stderr.write('keys that are only read: NOT RUN, only root may mount\n');
    const hr = await clientOf(service);
    try {
      await until(async () => (await ready(hr)).status === 503);
      const { body } = await ready(hr);
      expect(body).toMatchObject({
        storesReachable: true,
        unreachable: null,
        unwritable: [{ store: 'keys', why: 'read-only', detail: expect.stringContaining('it can only be read') }],
      });
      await until(() => logged(service).some(({ msg }) => msg === 'the key store takes no writes'));
    } finally {
      mounted.remove();
    }
    await until(async () => (await ready(hr)).status === 200);
    await until(() => logged(service).some(({ msg }) => msg === 'the key store takes writes again'));
    expect(service.log()).not.toContain('does not answer');
  });

  it('under the log holds nobody up', async () => {
    const logs = join(folders.root, 'logs');
    disk = SmallDisk.make(logs);
    if (disk) {
      const file = join(logs, 'log');
      service = await startService(folders, {}, file);
      const hr = await clientOf(service);
      disk.fill();
      for (let times = 0; times < 60; times += 1) expect((await ready(hr)).status).toBe(200);
      disk.empty();
      expect((await ready(hr)).status).toBe(200);
      return;
    }
    service = await startService(folders);
    process.stderr.write('a full disk of the log: NOT RUN, only root may make one\n');
  });
});
