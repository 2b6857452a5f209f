import { createHash } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { jalon, startJalon, type CliProcess, type CliRun } from './cli.js';
import { clientOf } from './client.js';
import { THINGS } from './every-command.js';
import { newFolders, removeFolders, startService, type Folders } from './service.js';
import { serviceWithEverything } from './service-with-everything.js';
import { storeAsWrittenBy, storedVersions } from './stored-store.js';

jest.setTimeout(120_000);

interface Copied {
  readonly events: number;
  readonly already: number;
  readonly added: number;
  readonly sourceGrew: boolean;
  readonly views: readonly { readonly view: string; readonly rows: number; readonly sha256: string }[];
}

type Row = readonly [position: number, body: string, hash: string];

const folders = newFolders();
const source = join(folders.data, 'events.sqlite');
let everything: readonly Row[];
let mission: object;
let double: EventStoreDouble;

beforeAll(async () => {
  const { service, seen, world } = await serviceWithEverything(folders);
  mission = (await world.auditor.get(`/v1/missions/${THINGS.mission}`, seen)).body;
  await service.end();
  everything = stored(source);
});
afterAll(() => removeFolders(folders));
beforeEach(async () => void (double = await openEventStoreDouble()));
afterEach(() => double.close());

/** Every stored event, byte for byte. */
function stored(file: string): readonly Row[] {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare('SELECT position, body, hash FROM events ORDER BY position').raw().all();
  db.close();
  return rows as readonly Row[];
}

let files = 0;
const newFile = () => join(folders.root, `copy-${(files += 1)}.sqlite`);

const copy = (from: string, to: string, of: Folders = folders) =>
  jalon(of, 'copy', '--from', from, '--to', to, '--json');

async function copied(from: string, to: string, of: Folders = folders): Promise<Copied> {
  const { code, stdout, stderr } = await copy(from, to, of);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Copied;
}

/** A copy of the source of which somebody has changed an event, its hash too if they knew of it. */
function tampered(change: (body: string) => string, rehash: boolean, position: number): string {
  const file = newFile();
  copyFileSync(source, file);
  const db = new Database(file);
  db.exec('DROP TRIGGER events_are_never_changed');
  const body = change(everything[position - 1]![1]);
  const hash = rehash ? createHash('sha256').update(body).digest('hex') : everything[position - 1]![2];
  db.prepare('UPDATE events SET body = ?, hash = ? WHERE position = ?').run(body, hash, position);
  db.close();
  return file;
}

/** Waits until a copy into the double has sent so many appends. */
async function untilAppends(number: number, { ended }: CliProcess): Promise<void> {
  while (double.came('append') < number) {
    const over = await Promise.race([ended, sleep(1)]);
    if (over) throw new Error(`it ended after ${double.came('append')} appends: ${over.stderr}`);
  }
}

describe('jalon copy', () => {
  it('takes all that ever happens to a server and back, the same bytes in the same order', async () => {
    const there = await copied('sqlite:', double.url);
    expect(there).toMatchObject({ events: everything.length, already: 0, added: everything.length, sourceGrew: false });
    expect(new Set(everything.map(([, body]) => (JSON.parse(body) as { type: string }).type)).size).toBeGreaterThan(35);
    const back = newFile();
    const again = await copied(double.url, `sqlite:${back}`);
    expect(stored(back)).toEqual(everything);
    expect(again.views).toEqual(there.views);
    expect(there.views.find(({ view }) => view === 'audit')?.rows).toBe(everything.length);
  });

  it.each(storedVersions)('takes a store as %s wrote it, which replays to the same bytes of views', async (version) => {
    const old = storeAsWrittenBy(version);
    const file = newFile();
    await copied('sqlite:', double.url, old);
    await copied(double.url, `sqlite:${file}`, old);
    expect(stored(file)).toEqual(stored(join(old.data, 'events.sqlite')));
    const views = (env: NodeJS.ProcessEnv) => jalon({ ...old, env }, 'replay', 'views', '--json');
    const [one, other] = [await views({}), await views({ EVENT_STORE_URL: `sqlite:${file}` })];
    expect([one.code, one.stdout]).toEqual([0, other.stdout]);
    removeFolders(old);
  });

  it('leaves a store that goes into service with the keys that stayed where they were', async () => {
    await copied('sqlite:', double.url);
    const service = await startService(folders, { EVENT_STORE_URL: double.url });
    try {
      const auditor = await clientOf(service, { roles: ['hr', 'auditor'] });
      const { status, body } = await auditor.post('/v1/employers', { name: 'Nouvelle filiale' });
      expect(status).toBe(201);
      const answer = await auditor.get(`/v1/missions/${THINGS.mission}`, { 'jalon-min-position': body.position });
      expect({ ...answer.body, position: null }).toEqual({ ...mission, position: null });
      const people = await auditor.get('/v1/people');
      expect(JSON.stringify(people.body)).toContain('Lenoir');
    } finally {
      await service.end();
    }
    // What it wrote there is not in the source, and no copy takes it away.
    const refused = await copy('sqlite:', double.url);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain(`holds more than sqlite:${source}: its event ${everything.length + 1}`);
  });

  it.each([1, 4, 12, 20])('goes on behind what a kill after %i appends has left', async (appends) => {
    // The next is never answered, however slowly the kill comes.
    double.meet('append', 'silence', 1, appends);
    const killed = startJalon(folders, 'copy', '--from', 'sqlite:', '--to', double.url);
    await untilAppends(appends + 1, killed);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const rest = await copied('sqlite:', double.url);
    expect(rest.already).toBeGreaterThanOrEqual(appends);
    expect([rest.already + rest.added, rest.added > 0]).toEqual([everything.length, true]);
    const back = newFile();
    await copied(double.url, `sqlite:${back}`);
    expect(stored(back)).toEqual(everything);
  });

  it('ends when it is asked to, says that the rest may follow, and adds nothing twice', async () => {
    const stopped = startJalon(folders, 'copy', '--from', 'sqlite:', '--to', double.url);
    await untilAppends(3, stopped);
    double.gate.freeze();
    stopped.child.kill('SIGINT');
    await sleep(300);
    double.gate.thaw();
    const { code, stdout, stderr } = await stopped.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toBe('Interrupted. What was copied stays: the same command goes on behind it.\n');
    const rest = await copied('sqlite:', double.url);
    expect(rest.events).toBe(everything.length);
    expect(await copied('sqlite:', double.url)).toMatchObject({ already: everything.length, added: 0 });
  });

  it('says that the source grew meanwhile, and takes the rest when it is given again', async () => {
    const old = storeAsWrittenBy(storedVersions[0]!);
    const under = startJalon(old, 'copy', '--from', 'sqlite:', '--to', double.url, '--json');
    await untilAppends(3, under);
    double.gate.freeze();
    expect((await jalon(old, 'tenant', 'open', 'other')).code).toBe(0);
    double.gate.thaw();
    const { code, stdout, stderr } = await under.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('stop what writes there')]);
    expect(JSON.parse(stdout)).toMatchObject({ sourceGrew: true });
    const rest = await copied('sqlite:', double.url, old);
    expect([rest.added > 0, rest.sourceGrew]).toEqual([true, false]);
    removeFolders(old);
  });

  it.each<[string, (body: string) => string, boolean]>([
    ['an event was changed', (body) => body.replace('"recordedAt":"2', '"recordedAt":"1'), false],
    ['an event was changed with its hash', (body) => body.replace(/"prev":"../, '"prev":"00'), true],
  ])('stops where %s, and has copied nothing of it', async (_what, change, rehash) => {
    const position = everything.findIndex(([, body], at) => at > 20 && /"prev":"(?!00)/.test(body)) + 1;
    const file = tampered(change, rehash, position);
    const to = newFile();
    const { code, stdout, stderr } = await copy(`sqlite:${file}`, `sqlite:${to}`);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('An event cannot be trusted');
    const there = stored(to);
    expect(there.length).toBeLessThan(position);
    expect(there).toEqual(everything.slice(0, there.length));
    // Into the copy that stopped the sound history still goes.
    await copied('sqlite:', `sqlite:${to}`);
    expect(stored(to)).toEqual(everything);
  });

  it('is refused into a store in use, and one where a service has begun something else', async () => {
    const other = newFolders();
    const service = await startService(other);
    const file = join(other.data, 'events.sqlite');
    const used = await copy('sqlite:', `sqlite:${file}`);
    expect([used.code, used.stderr]).toEqual([1, expect.stringContaining('Stop every service and projector')]);
    await service.end();
    const before = stored(file);
    const begun = await copy('sqlite:', `sqlite:${file}`);
    expect([begun.code, begun.stderr]).toEqual([1, expect.stringContaining('its event 1, in tenant-main.main')]);
    expect(stored(file)).toEqual(before);
    removeFolders(other);
  });

  it('names stores without the passwords in their URLs', async () => {
    const secret = double.url.replace('esdb://', 'esdb://jalon:hidden@');
    const text = ({ stdout, stderr }: CliRun) => stdout + stderr;
    const plain = (...args: string[]) => jalon(folders, '--lang', 'fr', 'copy', ...args);
    const done = await plain('--from', 'sqlite:', '--to', secret);
    expect([done.code, text(done)]).toEqual([0, expect.stringContaining('Leurs octets sont égaux un à un')]);
    const refused = await plain('--from', `${secret}&x=1`, '--to', 'sqlite:elsewhere.sqlite');
    expect([refused.code, text(refused)]).toEqual([1, expect.stringContaining('--from has an unknown option')]);
    const onto = await plain('--from', secret, '--to', double.url);
    expect([onto.code, text(onto)]).toEqual([2, expect.stringContaining('le même magasin')]);
    await double.gate.refuse();
    const away = await plain('--from', 'sqlite:', '--to', secret);
    expect([away.code, text(away)]).toEqual([1, expect.stringContaining('n’a pas répondu')]);
    for (const run of [done, refused, onto, away]) expect(text(run)).not.toContain('hidden');
    expect(existsSync(join(folders.data, 'elsewhere.sqlite'))).toBe(false);
    expect((await plain('--from', 'sqlite:')).code).toBe(2);
    expect((await plain('--from', 'sqlite:nobody.sqlite', '--to', double.url)).code).toBe(1);
  });
});
