import fc from 'fast-check';
import { report, rounds, TIME_LIMIT_MS } from '../torture/rounds.js';
import { clientOf, exchange, type Client } from './client.js';
import { everyCommand, THINGS } from './every-command.js';
import { madeRequests, nasty, type OpenApi } from './made-requests.js';
import { confirmedMission, registerParties } from './parties.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { storedBytes } from './stored-events.js';

/** Many more in `npm run torture`. */
const RUNS = rounds(3_000, 50_000);
jest.setTimeout(TIME_LIMIT_MS);
const folders = newFolders();
let service: Service;
let callers: readonly Client[];
let document: OpenApi;
let ids: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  service = await startService(folders);
  const parties = await registerParties(service);
  await everyCommand(parties, '');
  const { hr, secondHr, manager, employee, charity, auditor, employer, organisation } = parties;
  const admin = await clientOf(service, { roles: ['admin'] });
  callers = [hr, secondHr, manager, employee, charity, auditor, admin];
  const { mission, declined, withdrawn, cancelled, forced, need, secondNeed, offer, secondOffer } = THINGS;
  ids = {
    missions: [mission, declined, withdrawn, cancelled, forced, await confirmedMission(parties)],
    entryId: [THINGS.entry, THINGS.secondEntry],
    amendmentId: [THINGS.amendment, THINGS.secondAmendment],
    needs: [need, secondNeed],
    offers: [offer, secondOffer],
    people: [...callers.map(({ person }) => person), THINGS.person],
    employers: [employer, THINGS.employer],
    organisations: [organisation, THINGS.organisation],
  };
  document = (await exchange(`${service.url}/openapi.json`)).body as OpenApi;
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

/** How many events there are. A command that is refused after it took a claim may leave events of that claim. */
async function eventsButClaims(): Promise<number> {
  const stored = await storedBytes(folders);
  return stored.filter(([body]) => !/"type":"Claim(Taken|Released|Abandoned)"/.test(body)).length;
}

describe('whatever a client sends, the service does not break', () => {
  // Every answer is checked against the document, too: its status, its media type and its body.
  it('on any request by whatever role, and a refused one adds no event', async () => {
    const statuses: Record<number, number> = {};
    const before = await eventsButClaims();
    let added = 0;
    await fc.assert(
      fc.asyncProperty(madeRequests(document, ids), fc.nat(), async ({ method, path, body }, by) => {
        const answer = await callers[by % callers.length]!.send(method, path, { body });
        expect(answer.status).toBeLessThan(500);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (method === 'POST' && answer.status < 300) added += ((answer.body?.events ?? []) as unknown[]).length;
      }),
      { numRuns: RUNS },
    );
    expect(await eventsButClaims()).toBe(before + added);
    // Requests that are all refused for their form would find nothing.
    expect(statuses[200]).toBeGreaterThan(RUNS / 10);
    expect(statuses[201]).toBeGreaterThan(RUNS / 1_000);
    report('requests made from the OpenAPI document, by status', statuses);
  });

  it('on any list with a cursor that somebody forged', async () => {
    const paths = Object.entries(document.paths)
      .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'cursor'))
      .map(([path]) => path.replace('{id}', THINGS.mission));
    expect(paths).toContain(`/v1/missions/${THINGS.mission}/history`);
    const part = fc.oneof(nasty, fc.jsonValue(), fc.integer(), fc.double({ noNaN: true }), fc.uuid());
    const tenant = fc.oneof({ weight: 4, arbitrary: fc.constant('main') }, { weight: 1, arbitrary: fc.string() });
    const parts = fc.tuple(tenant, fc.array(part, { maxLength: 3 })).map(([of, values]) => [of, ...values]);
    const forged = fc.oneof({ weight: 5, arbitrary: parts }, { weight: 1, arbitrary: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), forged, fc.nat({ max: 6 }), async (path, values, client) => {
        const cursor = Buffer.from(JSON.stringify(values)).toString('base64url');
        const { status, body } = await callers[client]!.get(`${path}?cursor=${cursor}`);
        // 403: the list is not for this role. 404: an earlier request gave the mission another contact. 431: the cursor
        // is longer than a request line may be.
        expect([200, 400, 403, 404, 422, 431]).toContain(status);
        if (status === 422) expect(body.code).toBe('CURSOR_INVALID');
      }),
      { numRuns: RUNS / 10 },
    );
  });

  it('and is as well as before', async () => {
    expect((await exchange(`${service.url}/health/ready`)).body).toMatchObject({ status: 'ready', parkedStreams: 0 });
    const errors = service
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":50'));
    expect(errors).toEqual([]);
  });
});
