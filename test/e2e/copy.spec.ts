import { createHash } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { onEventStoreDbDouble } from './storages.js';
import { jalon, startJalon, type CliProcess, type CliRun } from './cli.js';
import { copied, copy, fileOf, newFile, rowsOf, type Row } from './copy-command.js';
import { describeCopy, newCopySource } from './copy.journey.js';
import { newFolders, removeFolders, startService, type Folders } from './service.js';
import { storeAsWrittenBy, storedVersions } from './older-stores.js';

let folders: Folders;
let source: string;
let everything: readonly Row[];
let double: EventStoreDouble;

beforeAll(async () => {
  ({ folders, everything } = await newCopySource());
  source = fileOf(folders);
});
beforeEach(async () => void (double = await openEventStoreDouble()));
afterEach(() => double.close());

/** A copy of the source in which somebody has changed an event; with `rehash`, its hash too. */
function tampered(change: (body: string) => string, rehash: boolean, position: number): string {
  const file = newFile(folders);
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
  while (double.timesReached('append') < number) {
    const over = await Promise.race([ended, sleep(1)]);
    if (over) throw new Error(`it ended after ${double.timesReached('append')} appends: ${over.stderr}`);
  }
}

describeCopy([onEventStoreDbDouble]);

describe('jalon copy', () => {
  it.each([4, 20])('goes on behind what a kill after %i appends has left', async (appends) => {
    // The first append marks the copy. The one after the last is never answered, however slowly the kill comes.
    double.injectFault('append', 'no-answer', 1, appends + 1);
    const killed = startJalon(folders, 'copy', '--from', 'sqlite:', '--to', double.url);
    await untilAppends(appends + 2, killed);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const rest = await copied(folders, 'sqlite:', double.url);
    expect(rest.already).toBeGreaterThanOrEqual(appends);
    expect([rest.already + rest.added, rest.added > 0]).toEqual([everything.length, true]);
    const back = newFile(folders);
    await copied(folders, double.url, `sqlite:${back}`);
    expect(rowsOf(back)).toEqual(everything);
  });

  it('ends when it is asked to, says that the rest may follow, and adds nothing twice', async () => {
    const stopped = startJalon(folders, 'copy', '--from', 'sqlite:', '--to', double.url);
    await untilAppends(3, stopped);
    double.proxy.freeze();
    stopped.child.kill('SIGINT');
    await sleep(300);
    double.proxy.thaw();
    const { code, stdout, stderr } = await stopped.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toBe('Interrupted. What was copied stays: the same command goes on behind it.\n');
    const rest = await copied(folders, 'sqlite:', double.url);
    expect(rest.events).toBe(everything.length);
    expect(await copied(folders, 'sqlite:', double.url)).toMatchObject({ already: everything.length, added: 0 });
  });

  it('says that the source grew meanwhile, and takes the rest when it is given again', async () => {
    const old = storeAsWrittenBy(storedVersions[0]!);
    const under = startJalon(old, 'copy', '--from', 'sqlite:', '--to', double.url, '--json');
    await untilAppends(3, under);
    double.proxy.freeze();
    expect((await jalon(old, 'tenant', 'open', 'other')).code).toBe(0);
    double.proxy.thaw();
    const { code, stdout, stderr } = await under.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('stop what writes there')]);
    expect(JSON.parse(stdout)).toMatchObject({ sourceGrew: true });
    const rest = await copied(old, 'sqlite:', double.url);
    expect([rest.added > 0, rest.sourceGrew]).toEqual([true, false]);
    removeFolders(old);
  });

  it.each<[string, (body: string) => string, boolean]>([
    ['an event was changed', (body) => body.replace('"recordedAt":"2', '"recordedAt":"1'), false],
    ['an event was changed with its hash', (body) => body.replace(/"prev":"../, '"prev":"00'), true],
  ])('stops where %s, and has copied nothing of it', async (_what, change, rehash) => {
    const position = everything.findIndex(([, body], at) => at > 20 && /"prev":"(?!00)/.test(body)) + 1;
    const file = tampered(change, rehash, position);
    const to = newFile(folders);
    const { code, stdout, stderr } = await copy(folders, `sqlite:${file}`, `sqlite:${to}`);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('An event cannot be trusted');
    const there = rowsOf(to);
    expect(there.length).toBeLessThan(position);
    expect(there).toEqual(everything.slice(0, there.length));
    // The copy that was stopped still takes the sound history.
    await copied(folders, 'sqlite:', `sqlite:${to}`);
    expect(rowsOf(to)).toEqual(everything);
  });

  it('is refused into a store in use, and one where a service has begun something else', async () => {
    const other = newFolders();
    const service = await startService(other);
    const file = join(other.data, 'events.sqlite');
    const used = await copy(folders, 'sqlite:', `sqlite:${file}`);
    expect([used.code, used.stderr]).toEqual([1, expect.stringContaining('Stop every service and projector')]);
    await service.end();
    const before = rowsOf(file);
    const begun = await copy(folders, 'sqlite:', `sqlite:${file}`);
    expect([begun.code, begun.stderr]).toEqual([1, expect.stringContaining('belongs to another installation')]);
    expect(rowsOf(file)).toEqual(before);
    removeFolders(other);
  });

  it('names stores without the passwords in their URLs', async () => {
    const secret = double.url.replace('esdb://', 'esdb://jalon:hidden@');
    const text = ({ stdout, stderr }: CliRun) => stdout + stderr;
    const plain = (...args: string[]) => jalon(folders, '--lang', 'fr', 'copy', ...args);
    const done = await plain('--from', 'sqlite:', '--to', secret);
    expect([done.code, text(done)]).toEqual([0, expect.stringContaining('Leurs octets sont égaux un à un')]);
    const refused = await plain('--from', `${secret}&x=1`, '--to', 'sqlite:elsewhere.sqlite');
    expect([refused.code, text(refused)]).toEqual([1, expect.stringContaining('--from a une option inconnue')]);
    const onto = await plain('--from', secret, '--to', double.url);
    expect([onto.code, text(onto)]).toEqual([2, expect.stringContaining('le même magasin')]);
    await double.proxy.refuse();
    const away = await plain('--from', 'sqlite:', '--to', secret);
    expect([away.code, text(away)]).toEqual([75, expect.stringContaining('n’a pas répondu')]);
    await double.proxy.admit();
    const asking = double.url.replace('?tls=false', '').replace('127.0.0.1', 'localhost');
    const [from, to] = [
      await plain('--from', asking, '--to', 'sqlite:begun.sqlite'),
      await plain('--from', 'sqlite:', '--to', asking),
    ];
    expect([from.code, text(from)]).toEqual([1, expect.stringMatching(/--from demande TLS.*\?tls=false/)]);
    expect([to.code, text(to)]).toEqual([1, expect.stringMatching(/--to demande TLS.*\?tls=false/)]);
    expect(text(from) + text(to)).not.toContain('EVENT_STORE_URL');
    for (const run of [done, refused, onto, away]) expect(text(run)).not.toContain('hidden');
    expect(existsSync(join(folders.data, 'elsewhere.sqlite'))).toBe(false);
    expect((await plain('--from', 'sqlite:')).code).toBe(2);
    expect((await plain('--from', 'sqlite:nobody.sqlite', '--to', double.url)).code).toBe(1);
  });
});
