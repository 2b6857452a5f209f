import { mintToken, openTokenKeys } from '@jalon/access';
import { systemClock } from '@jalon/application';
import { checkedFetch } from './answer-check.js';
import { clientOf, exchange, type Client } from './client.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { made, registerParties, type Parties } from './parties.js';

const folders = newFolders();
let service: Service;
let parties: Parties;

beforeAll(async () => {
  service = await startService(folders);
  parties = await registerParties(service);
  while ((await exchange(`${service.url}/health/ready`)).body.viewsCaughtUp !== true);
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

/** The types of the updates on one thing that `as` receives, up to an event that everybody receives. */
async function toldOf(id: string, as: Client, until: string): Promise<readonly string[]> {
  for (;;) {
    const { status, text } = await as.get('/v1/events/stream', { 'last-event-id': '0' });
    expect(status).toBe(200);
    const updates = [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data!) as { readonly streamId: string; readonly type: string },
    );
    if (updates.some(({ streamId }) => streamId === until))
      return updates.filter(({ streamId }) => streamId === id).map(({ type }) => type);
  }
}

describe('the live stream', () => {
  it('tells of an offer its employee and those who oversee offers, and nobody else', async () => {
    const { employee, hr, auditor, manager, charity } = parties;
    const offer = await made(employee, '/v1/offers', { employee: employee.person, skills: ['accounting'] });
    expect((await employee.post(`/v1/offers/${offer.id}/withdrawal`)).status).toBe(200);
    const { id: last } = await made(hr, '/v1/employers', { name: 'Filature du Rhône' });
    const another = await clientOf(service, { roles: ['employee'] });

    for (const who of [employee, hr, auditor]) {
      expect(await toldOf(offer.id, who, last)).toEqual(['OfferPublished', 'OfferWithdrawn']);
    }
    for (const who of [another, manager, charity]) expect(await toldOf(offer.id, who, last)).toEqual([]);
  });

  it('ends with the token that it was asked for with', async () => {
    const keys = await openTokenKeys({ keysDir: folders.keys, mayCreate: false });
    const bearer = { tenant: 'main', person: parties.hr.person, roles: ['hr'] as const, organisation: null };
    const begun = Date.now();
    const token = await mintToken(keys, bearer, { now: systemClock.now(), expiresIn: 4 });
    const response = await checkedFetch(`${service.url}/v1/events/stream`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^retry: 2000\n\nid: [\w-]{23}\n\n/);
    // Tokens count whole seconds: this one may have been minted at the end of one.
    expect(Date.now() - begun).toBeGreaterThan(2_900);
  });
});
