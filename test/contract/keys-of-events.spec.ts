import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN, makeSecrets, openEngine, readConfig, StartRefused, type Engine } from '@jalon/engine';
import { KeyMissing } from '@jalon/ports';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';

const opened: Engine[] = [];
let folder: string;
let double: EventStoreDouble;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jalon-keys-of-'));
  double = await openEventStoreDouble();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await double.close();
  await rm(folder, { recursive: true });
});

type Variables = Readonly<Record<string, string>>;

const configOf = (variables: Variables) =>
  readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys'), ...variables });

async function start(variables: Variables = {}): Promise<Engine> {
  const engine = await openEngine(configOf(variables), { project: false });
  opened.push(engine);
  return engine;
}

async function refusal(variables: Variables = {}): Promise<StartRefused> {
  const refused = await start(variables).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(StartRefused);
  return refused as StartRefused;
}

async function using<T>(variables: Variables, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await start(variables);
  const done = await work(engine);
  await engine.close();
  return done;
}

const keysFile = () => join(folder, 'data', 'keys.sqlite');
/** Keys as they were before: the source of a move, or a backup. */
const keep = () => copyFileSync(keysFile(), join(folder, 'old.sqlite'));
function putBack(): void {
  for (const rest of ['-wal', '-shm']) rmSync(keysFile() + rest, { force: true });
  copyFileSync(join(folder, 'old.sqlite'), keysFile());
}

/** Opens a tenant, whose operator gets a new key. */
const registered = (tenant: string) => (engine: Engine) => engine.openTenant({ ...MAIN, tenant });
const lastPosition = (engine: Engine) => engine.stores.events.lastPosition();

describe.each([
  ['in a file', () => ({})],
  ['in a server', () => ({ EVENT_STORE_URL: double.url })],
])('keys of events that are stored %s', (_, variables: () => Variables) => {
  beforeEach(async () => {
    await makeSecrets(configOf(variables()));
    await using(variables(), async () => undefined);
    keep();
    await using(variables(), registered('other'));
  });

  it('are those of the events: it starts', async () => {
    await using(variables(), registered('third'));
  });

  it('are an older copy of the right ones: the start is refused, and says where to look and how to go on', async () => {
    const last = await using(variables(), lastPosition);
    putBack();
    const { reasons } = await refusal(variables());
    expect(reasons).toHaveLength(1);
    for (const text of Object.values(reasons[0]!)) {
      expect(text).toContain(keysFile());
      expect(text).toContain('KEY_STORE_URL');
      expect(text).toContain(`KEYS_LOST_UP_TO=${last}`);
    }
    // Tried twice, and again after others have written: a refused start changes nothing.
    await refusal(variables());
  });

  it('were put away after they had moved: it is refused, also where they lack none yet', async () => {
    renameSync(keysFile(), join(folder, 'elsewhere.sqlite'));
    for (let time = 0; time < 2; time += 1) {
      expect((await refusal(variables())).message).toContain('is new, but events are already stored');
    }
    await using({ ...variables(), KEY_STORE_URL: `sqlite:${join(folder, 'elsewhere.sqlite')}` }, registered('third'));
  });

  it('are all that is left: whoever says so goes on, and is told of what is lost after that', async () => {
    const last = (await using(variables(), lastPosition))!;
    putBack();
    await using({ ...variables(), KEYS_LOST_UP_TO: last }, registered('third'));
    await refusal(variables());
    keep();
    await using({ ...variables(), KEYS_LOST_UP_TO: last }, registered('fourth'));
    const later = (await using({ ...variables(), KEYS_LOST_UP_TO: last }, lastPosition))!;
    putBack();
    const { message } = await refusal({ ...variables(), KEYS_LOST_UP_TO: last });
    expect(message).toContain(`KEYS_LOST_UP_TO=${later}`);
  });

  it('are not excused by a position of another store', async () => {
    putBack();
    await refusal({ ...variables(), KEYS_LOST_UP_TO: '999999999999' });
  });

  it('lack the key of who was erased: it starts', async () => {
    await using(variables(), async ({ stores, tenants }) => {
      const { operator } = await tenants.require('other');
      expect(await stores.keys.destroy('other', operator)).toHaveLength(1);
    });
    putBack();
    await using(variables(), registered('third'));
  });
});

describe('keys whose events do not answer at the start', () => {
  const variables = (): Variables => ({ EVENT_STORE_URL: double.url });
  beforeEach(async () => {
    await makeSecrets(configOf(variables()));
    await using(variables(), async () => undefined);
    keep();
    await using(variables(), registered('other'));
    await double.proxy.refuse();
  });

  it('are looked at once they do: with the wrong ones none is made, none destroyed, and the service is not ready', async () => {
    putBack();
    const engine = await start(variables());
    expect((await engine.reach()).keys).toBeNull();
    await double.proxy.admit();
    const last = await engine.stores.events.lastPosition();
    await expect(engine.stores.keys.keyOf({ tenant: 'main', subject: 'a', purpose: 'pay' })).rejects.toThrow(
      /KEY_STORE_URL.*KEYS_LOST_UP_TO=/,
    );
    await expect(engine.stores.keys.destroy('main', 'a')).rejects.toBeInstanceOf(KeyMissing);
    await expect(engine.stores.keys.reach('keys')).rejects.toBeInstanceOf(KeyMissing);
    await engine.stores.keys.reach('destroyed-keys');
    expect(await engine.stores.events.lastPosition()).toBe(last);
  });

  it('are looked at once they do: with the right ones everything is done', async () => {
    const engine = await start(variables());
    await double.proxy.admit();
    await engine.stores.events.lastPosition();
    await registered('third')(engine);
    expect((await engine.reach()).keys).toBeNull();
  });
});
