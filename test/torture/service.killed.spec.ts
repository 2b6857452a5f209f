import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine, readConfig, type Engine } from '@jalon/engine';
import type { StoredEvent, Uuid } from '@jalon/kernel';
import Database from 'better-sqlite3';
import { clientOf, type Answer } from '../e2e/client.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from '../e2e/service.js';
import { confirmedMission, newIds, registerParties, type Parties } from '../e2e/parties.js';
import { report, rounds, TIME_LIMIT_MS } from './rounds.js';
import { loadClient, type LoadClient, type Sent, type Speakers } from './service.load.js';
import { differences, replayed, rowsIn } from './views.js';
import { expectAllOpens, expectIntact, wholeLog } from './whole-log.js';

jest.setTimeout(TIME_LIMIT_MS);

const CLIENTS = rounds(6, 16);
const KILLS = rounds(3, 60);

const folders = newFolders();
const ids = newIds();
let clients: readonly LoadClient[];
let sentAgain: readonly { readonly first: Answer; readonly again: Answer }[];
let engine: Engine;
let events: readonly StoredEvent[];
const byCommand = new Map<Uuid, readonly StoredEvent[]>();

/** The same people at the service as it runs now. */
async function speakersAt(service: Service, { organisation }: Pick<Parties, 'organisation'>): Promise<Speakers> {
  return {
    hr: await clientOf(service, { person: ids.hr, roles: ['hr'] }),
    employee: await clientOf(service, { person: ids.employee, roles: ['employee'] }),
    charity: await clientOf(service, { person: ids.contact, roles: ['organisation'], organisation }),
    manager: await clientOf(service, { person: ids.manager, roles: ['manager', 'employee'] }),
  };
}

/** Kills the service under load again and again; then settles what is in doubt, sends a part again, and kills it once more. */
async function torture(): Promise<void> {
  let service = await startService(folders);
  const parties = await registerParties(service, { ids });
  const missions: Uuid[] = [];
  for (let client = 0; client < CLIENTS; client += 1) missions.push(await confirmedMission(parties));
  clients = missions.map((mission) => loadClient(parties, mission));

  for (let kill = 0; kill < KILLS; kill += 1) {
    const speakers = await speakersAt(service, parties);
    const load = clients.map((client) => client.sendWhileItRuns(speakers));
    await sleep(300 + Math.random() * 900);
    await service.end('SIGKILL');
    await Promise.all(load);
    service = await startService(folders);
  }

  const speakers = await speakersAt(service, parties);
  await Promise.all(clients.map((client) => client.settle(speakers)));
  sentAgain = await again(
    acknowledged().filter((_, index) => index % 10 === 0),
    speakers,
  );
  await service.end('SIGKILL');
}

async function again(sent: readonly Sent[], speakers: Speakers): Promise<typeof sentAgain> {
  const answers: (typeof sentAgain)[number][] = [];
  for (const { by, path, body, key, answer } of sent) {
    answers.push({ first: answer, again: await speakers[by].post(path, body, { 'idempotency-key': key }) });
  }
  return answers;
}

const everySent = () => clients.flatMap(({ sent }) => sent);
const acknowledged = () => everySent().filter(({ answer }) => answer.status < 300);

/** The events that one command stored, in any stream. */
const storedBy = (commandId: Uuid): readonly StoredEvent[] => byCommand.get(commandId) ?? [];

const identity = ({ envelope: { id, type, revision } }: StoredEvent) => ({ id, type, revision });

function configOf({ data, keys }: Folders) {
  return readConfig({ JALON_DATA_DIR: data, JALON_KEYS_DIR: keys });
}

beforeAll(async () => {
  await torture();
  engine = await openEngine(configOf(folders), { project: false });
  events = await wholeLog(engine.stores.events);
  for (const event of events) {
    const { commandId } = event.envelope;
    byCommand.set(commandId, [...storedBy(commandId), event]);
  }
});
afterAll(async () => {
  await engine.close();
  removeFolders(folders);
});

describe('a service killed again and again under load', () => {
  it('answered every command in the end, also those that had been in doubt', () => {
    const refused = everySent().filter(({ answer }) => answer.status >= 300);
    expect(refused.map(({ path, answer }) => [path, answer.text])).toEqual([]);
    expect(acknowledged().length).toBeGreaterThan(CLIENTS);
  });

  it('has stored each of them exactly once, as it was answered', () => {
    const lost = acknowledged().filter(({ commandId }) => storedBy(commandId).length === 0);
    const otherwise = acknowledged().filter(
      ({ commandId, answer }) =>
        JSON.stringify(storedBy(commandId).map(identity)) !== JSON.stringify(answer.body.events.map(sameShape)),
    );
    expect({ lost, otherwise }).toEqual({ lost: [], otherwise: [] });
    expect(outOfOrder()).toBe(0);
    report(`The service killed ${KILLS} times under ${CLIENTS} clients`, {
      acknowledged: acknowledged().length,
      'acknowledged after having been in doubt': everySent().filter(({ inDoubt }) => inDoubt > 0).length,
      lost: lost.length,
      'stored otherwise than answered, or twice': otherwise.length,
      'out of order': outOfOrder(),
      events: events.length,
    });
  });

  it('gives the first answer again, byte for byte', () => {
    expect(sentAgain.map(({ again }) => again.text)).toEqual(sentAgain.map(({ first }) => first.text));
    expect(sentAgain.length).toBeGreaterThan(0);
  });

  it('has a log without gaps, each stream’s chain whole', () => {
    expectIntact(events);
  });

  it('can open everything that is sealed; keys made just before a kill are harmless', async () => {
    const used = await expectAllOpens(events, engine.sealer);
    const db = new Database(join(folders.data, 'keys.sqlite'), { readonly: true });
    const kept = db.prepare<[], string>('SELECT kid FROM keys').pluck().all();
    db.close();
    expect([...used].filter((kid) => !kept.includes(kid))).toEqual([]);
    for (const kid of kept) await expect(engine.stores.keys.keyById(kid)).resolves.toMatchObject({ kid });
    report('Keys', { kept: kept.length, 'without an event': kept.length - used.size });
  });

  it('has the views that a replay into a new store gives', async () => {
    const stopping = new AbortController();
    // The killed process holds the lease until it runs out.
    const projecting = engine.runner.run(stopping.signal);
    while (!(await engine.health()).caughtUp) await sleep(20);
    stopping.abort();
    await projecting;

    const replay = await replayed(engine.stores.events, join(folders.root, 'replay.sqlite'));
    const views = rowsIn(join(folders.data, 'views.sqlite'));
    expect(differences(views, replay).slice(0, 5)).toEqual([]);
    expect(views.get('jalon_parked')).toEqual([]);
  });
});

function sameShape({ id, type, revision }: { id: Uuid; type: string; revision: number }) {
  return { id, type, revision };
}

/** A client sends its next command when it has the last one's answer, so theirs lie in the order they were sent. */
function outOfOrder(): number {
  return clients
    .map(({ sent }) => sent.flatMap(({ commandId }) => storedBy(commandId).map(({ position }) => Number(position))))
    .flatMap((positions) => positions.filter((position, index) => position < (positions[index - 1] ?? 0))).length;
}
