import { answerOf, jalon } from './cli.js';
import { confirmedMission, dayFromToday, made, registerParties, type Parties } from './parties.js';
import { removeFolders, startService, type Service } from './service.js';

// Some of these tests run command lines: processes of their own.

let service: Service;
let parties: Parties;
beforeAll(async () => {
  service = await startService();
  parties = await registerParties(service);
});
afterAll(async () => {
  await service.end();
  removeFolders(service.folders);
});

const run = (...args: readonly string[]) => jalon(service.folders, ...args);
const halves = ['morning', 'afternoon'];

/** A mission with pending time, and a forced closure that HR has requested. */
async function requested() {
  const { hr, employee } = parties;
  const id = await confirmedMission(parties);
  const path = `/v1/missions/${id}/forced-closure`;
  await made(employee, `/v1/missions/${id}/hours`, { date: dayFromToday(-2), unit: 'half-day', half: halves.shift() });
  const request = await made(hr, path, { endedOn: dayFromToday(-1), reason: 'No answer' });
  expect(request.events.map(({ type }) => type)).toEqual(['ForcedClosureRequested']);
  return { id, path, actId: String(request.part), seen: { 'jalon-min-position': request.position } };
}

describe('an act of two people', () => {
  it('is found by the person who may confirm it, and confirmed as it was read', async () => {
    const { hr, secondHr, employee } = parties;
    const { id, path, actId, seen } = await requested();

    const list = await secondHr.get(`/v1/acts?status=open&subject=${id}`, seen);
    expect(list.body.items).toMatchObject([
      {
        actId,
        kind: 'forced-closure',
        subject: id,
        status: 'open',
        otherOrganisation: null,
        otherPerson: null,
        role: null,
        employer: null,
        organisation: null,
        until: null,
        requestedBy: hr.person,
        answeredBy: null,
      },
    ]);
    const file = await secondHr.get(`/v1/acts?format=csv-fr&subject=${id}`, seen);
    expect(file.text).toContain('en attente d’une seconde personne');
    expect((await employee.get('/v1/acts', seen)).body.items).toEqual([]);

    expect((await hr.post(`${path}/confirmation`, { actId })).body.code).toBe('SAME_PERSON_TWICE');
    expect((await secondHr.post(`${path}/confirmation`, { actId: id })).body.code).toBe('ACT_NOT_REQUESTED');
    expect((await secondHr.post(`${path}/withdrawal`, { actId })).body.code).toBe('ACT_OF_ANOTHER');
    const done = await made(secondHr, `${path}/confirmation`, { actId });
    expect(done.events.map(({ type }) => type)).toEqual(['ForcedClosureConfirmed', 'HoursVoided', 'MissionClosed']);

    const after = await secondHr.get(`/v1/acts?subject=${id}`, { 'jalon-min-position': done.position });
    expect(after.body.items).toMatchObject([{ actId, status: 'confirmed', answeredBy: secondHr.person }]);
  });

  it('is answered by the operator only where the tenant has a single administrator, and recorded as such', async () => {
    const { id, actId } = await requested();
    const listed = await run('acts', 'list', '--lang', 'en');
    expect(listed.stdout).toContain(`${actId}  forced closure on ${id}: waiting for a second person`);

    const refused = await run('acts', 'confirm', actId);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('`jalon tenant administrators`');

    expect((await run('tenant', 'administrators', 'main', 'single')).code).toBe(0);
    const confirmed = answerOf(await run('acts', 'confirm', actId, '--json')) as Readonly<Record<string, unknown>>;
    expect(confirmed).toMatchObject({ actId, events: ['ForcedClosureConfirmed', 'HoursVoided', 'MissionClosed'] });

    const { body } = await parties.auditor.get(
      `/v1/audit/events?type=ForcedClosureConfirmed&stream=mission-main.${id}`,
      {
        'jalon-min-position': String(confirmed['position']),
      },
    );
    expect(body.items).toMatchObject([{ role: 'operator', person: confirmed['operator'], party: null }]);
    expect((await run('acts', 'list', '--status', 'confirmed', '--json')).stdout).toContain(actId);
  });
});

describe('the merger of two organisations', () => {
  it('takes two people, makes them one in the report, and is ended by two people', async () => {
    const { hr, secondHr, organisation } = parties;
    const rna = { name: 'Le Refuge', register: 'rna', registerNumber: 'w 75.123 4568' };
    const other = await made(hr, '/v1/organisations', rna);
    const twice = await hr.post('/v1/organisations', { ...rna, registerNumber: 'Ｗ７５１２３４５６８' });
    expect([twice.status, twice.body.code]).toEqual([409, 'ORGANISATION_EXISTS']);
    expect(twice.body.detail).toContain(other.id);
    const branch = await made(hr, '/v1/organisations', { ...rna, name: 'Le Refuge du Nord', branchOf: other.id });
    const chain = await hr.post('/v1/organisations', {
      name: 'Le Refuge de Lille',
      register: 'rna',
      branchOf: branch.id,
    });
    expect([chain.status, chain.body.code, chain.body.params]).toEqual([422, 'HEAD_IS_BRANCH', { head: other.id }]);

    const path = `/v1/organisations/${other.id}/merger`;
    const request = await made(hr, path, { into: organisation });
    const waiting = await secondHr.get(`/v1/acts?subject=${other.id}`, { 'jalon-min-position': request.position });
    expect(waiting.body.items).toMatchObject([{ actId: request.part, otherOrganisation: organisation }]);
    const listed = await run('acts', 'list', '--lang', 'en');
    expect(listed.stdout).toContain(`merger of an organisation on ${other.id} and ${organisation}: waiting`);
    expect((await hr.post(`${path}/confirmation`, { actId: request.part })).body.code).toBe('SAME_PERSON_TWICE');
    const merged = await made(secondHr, `${path}/confirmation`, { actId: request.part });
    expect(merged.events.map(({ type }) => type)).toEqual(['OrganisationMergerConfirmed', 'OrganisationMerged']);

    const seen = { 'jalon-min-position': merged.position };
    const { body } = await hr.get(`/v1/organisations/${other.id}`, seen);
    expect(body).toMatchObject({ mergedInto: organisation, registerNumber: 'W751234568', branchOf: null });

    const undo = await made(secondHr, `/v1/organisations/${other.id}/separation`);
    const undone = await made(hr, `/v1/organisations/${other.id}/separation/confirmation`, { actId: undo.part });
    const after = await hr.get(`/v1/organisations/${other.id}`, { 'jalon-min-position': undone.position });
    expect(after.body).toMatchObject({ mergedInto: null });

    const alone = { name: 'Le Refuge du Nord', register: 'rna', branchOf: null };
    const unmade = await hr.post(`/v1/organisations/${branch.id}/revisions`, alone, { 'accept-language': 'fr' });
    expect([unmade.status, unmade.body.code]).toEqual([409, 'BRANCH_FIXED']);
    expect(unmade.body.detail).toContain('deux personnes');
    const ofBranch = `/v1/organisations/${branch.id}/separation`;
    const separation = await made(hr, ofBranch);
    const separated = await made(secondHr, `${ofBranch}/confirmation`, { actId: separation.part });
    const single = await hr.get(`/v1/organisations/${branch.id}`, { 'jalon-min-position': separated.position });
    expect(single.body).toMatchObject({ branchOf: null, mergedInto: null, registerNumber: null });
    expect((await run('acts', 'list', '--lang', 'en')).stdout).toBe('Nothing waits for a second person.\n');
  });
});

describe('the merger of two entries of one human', () => {
  it('lists what one of them approved of the other before, and approves nothing of it any more', async () => {
    const { hr, secondHr, employee, charity, auditor } = parties;
    const hours = `/v1/missions/${await confirmedMission(parties)}/hours`;
    const time = (days: number) => ({ date: dayFromToday(days), unit: 'minutes', minutes: 60 });
    const before = await made(employee, hours, time(-3));
    const after = await made(employee, hours, time(-4));
    await made(charity, `${hours}/${before.part}/approval`);

    const path = `/v1/people/${charity.person}/merger`;
    const { part: actId } = await made(hr, path, { into: employee.person });
    const merged = await made(secondHr, `${path}/confirmation`, { actId });
    expect((await charity.post(`${hours}/${after.part}/approval`, {})).body.code).toBe('FOUR_EYES');

    const { position } = merged;
    const list = await auditor.get('/v1/audit/improper-approvals', { 'jalon-min-position': position });
    const mergers = [{ person: charity.person, otherPerson: employee.person, position }];
    expect(list.body.items).toMatchObject([
      {
        kind: 'time',
        entryId: before.part,
        minutes: 60,
        approvedBy: charity.person,
        sameHuman: [{ person: employee.person, as: 'employee', mergers }],
      },
    ]);
    expect((await employee.get('/v1/audit/improper-approvals')).body.code).toBe('QUERY_NOT_ALLOWED');
  });
});
