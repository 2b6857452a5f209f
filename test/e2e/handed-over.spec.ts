import { jalon } from './cli.js';
import { exchange, type Answer } from './client.js';
import { confirmedMission, dayFromToday, made, registerParties, type Parties } from './parties.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from './service.js';

let folders: Folders;
let service: Service;
let parties: Parties;
beforeAll(async () => {
  folders = newFolders();
  service = await startService(folders);
  parties = await registerParties(service);
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

/** Invites the organisation's contact, and sends requests as whoever redeems the link that a second person is given. */
async function enteredByHandedLink({ hr, secondHr, charity, organisation }: Parties) {
  const entry = { givenName: 'Samir', familyName: 'Benali', email: 'samir@jardins.example', organisation };
  await made(hr, `/v1/people/${charity.person}/revisions`, entry);
  const invitation = await made(hr, '/v1/invitations', { person: charity.person, role: 'organisation' });
  const released = await made(secondHr, `/v1/invitations/${invitation.id}/release`);
  const { pathname } = new URL((released as unknown as { readonly link: string }).link);
  const redeemed = await fetch(`${service.url}${pathname}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const cookie = redeemed.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  return (path: string): Promise<Answer> =>
    exchange(`${service.url}${path}`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'jalon-request': '1', 'content-type': 'application/json' },
      body: '{}',
    });
}

describe('time that is approved by an access that somebody handed over', () => {
  let approval: { readonly mission: string; readonly position: string };
  beforeAll(async () => {
    const post = await enteredByHandedLink(parties);
    const mission = await confirmedMission(parties);
    const hours = `/v1/missions/${mission}/hours`;
    const { part } = await made(parties.employee, hours, { date: dayFromToday(-3), unit: 'minutes', minutes: 60 });
    const { status, body } = await post(`${hours}/${part}/approval`);
    expect(status).toBe(200);
    approval = { mission, position: (body as { readonly position: string }).position };
  });

  /** Who approved it, in which capacity, and who handed over the access. */
  const actor = () => ({
    person: parties.charity.person,
    party: 'organisation',
    role: 'organisation',
    handedOverBy: parties.secondHr.person,
  });
  const read = (path: string, by = parties.auditor) =>
    by.get(path, { 'jalon-min-position': approval.position, 'accept-language': 'en' });
  const audit = (more = '') => read(`/v1/audit/events?type=HoursApproved${more}`);

  it('says so in the stored event, which the command line shows', async () => {
    const events = (...args: readonly string[]) => jalon(folders, 'events', ...args);
    const stream = `mission-main.${approval.mission}`;
    const lines = (await events('show', stream, '--json')).stdout.trim().split('\n');
    const stored = lines.map((line) => JSON.parse(line) as { readonly body: { readonly type: string } });
    expect(stored.find(({ body }) => body.type === 'HoursApproved')?.body).toMatchObject({ actor: actor() });
    const mark = `access handed over by ${parties.secondHr.person}`;
    expect((await events('show', stream)).stdout.split(mark)).toHaveLength(2);
    const tail = (await events('tail', '--stream', stream)).stdout.trim().split('\n');
    expect(tail.filter((line) => line.endsWith(mark))).toEqual([expect.stringContaining('HoursApproved')]);
  });

  it('says so in the audit trail and its files', async () => {
    const [item] = (await audit()).body.items;
    expect(item).toMatchObject({ person: parties.charity.person, handedOverBy: parties.secondHr.person });
    const [head, row] = (await audit('&format=csv')).text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    expect(row?.[head?.indexOf('handedOverBy') ?? -1]).toBe(parties.secondHr.person);
    expect((await audit('&format=csv-fr')).text).toContain('Accès remis par');
    expect((await audit('&format=cloudevents')).body).toMatchObject([{ data: { actor: actor() } }]);
    expect((await read('/v1/audit/events?type=MissionProposed')).body.items).toMatchObject([{ handedOverBy: null }]);
  });

  it('says so in the history of its mission, to whoever is shown who approved it, and to nobody else', async () => {
    const history = async (by = parties.employee) => {
      const { body } = await read(`/v1/missions/${approval.mission}/history`, by);
      return (body.items as readonly { readonly type: string }[]).find(({ type }) => type === 'HoursApproved');
    };
    expect(await history()).toMatchObject({ actor: actor() });
    // A manager is shown neither the organisation nor who of it answered, by the tenant's default.
    const masked = await history(parties.manager);
    expect(masked).toMatchObject({ masked: 'manager-detail' });
    expect(JSON.stringify(masked)).not.toMatch(new RegExp(`${parties.secondHr.person}|${parties.charity.person}`));
  });
});
