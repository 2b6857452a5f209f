import { clientOf } from './client.js';
import { answerOf, jalon } from './cli.js';
import { dayFromToday, made, registerParties, type Parties } from './parties.js';
import { removeFolders, startService, type Service } from './service.js';

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
const reason = 'Remplace Claire.';

describe('a strong role', () => {
  it('is asked for by one administrator, and held once another has confirmed', async () => {
    const { admin, secondAdmin, auditor, employer, manager } = parties;
    const path = `/v1/people/${manager.person}/roles`;
    const asked = await made(admin, path, { role: 'compliance', employer, until: dayFromToday(90), reason });
    expect(asked.events.map(({ type }) => type)).toEqual(['RoleGrantRequested']);
    const actId = String(asked.part);

    const list = await secondAdmin.get('/v1/acts?kind=role-grant&status=open', {
      'jalon-min-position': asked.position,
    });
    expect(list.body.items).toMatchObject([{ actId, subject: manager.person, role: 'compliance', employer }]);
    expect((await admin.post(`${path}/confirmation`, { actId })).body.code).toBe('SAME_PERSON_TWICE');
    const beneficiary = await clientOf(service, { person: manager.person, roles: ['admin'] });
    expect((await beneficiary.post(`${path}/confirmation`, { actId })).body.code).toBe('ROLE_TO_ONESELF');
    const done = await made(secondAdmin, `${path}/confirmation`, { actId });
    expect(done.events.map(({ type }) => type)).toEqual(['RoleGrantConfirmed', 'RoleGranted']);

    const seen = { 'jalon-min-position': done.position };
    expect((await auditor.get(`/v1/roles?person=${manager.person}`, seen)).body.items).toMatchObject([
      {
        ...{ role: 'compliance', employer, until: dayFromToday(90), reason, actId, revokedAt: null },
        ...{ grantedBy: secondAdmin.person, grantedAs: 'admin' },
      },
    ]);
    expect((await auditor.get(`/v1/people/${manager.person}`, seen)).body.roles).toMatchObject([
      { role: 'employee', from: 'directory' },
      { role: 'manager', from: 'directory' },
      { role: 'compliance', from: 'granted', employer },
    ]);
    const file = await auditor.get('/v1/roles?format=csv-fr', seen);
    expect(file.text).toContain('conformité');
  });

  it('is given and taken back by the operator at once, who is named as that', async () => {
    const { employee } = parties;
    const granted = await run('roles', 'grant', employee.person, 'auditor', '--reason', reason, '--json');
    const { position, operator, events } = answerOf(granted) as Record<string, never>;
    expect(events).toEqual(['RoleGranted']);
    const { body } = await parties.admin.get('/v1/roles?role=auditor', { 'jalon-min-position': String(position) });
    expect(body.items).toMatchObject([{ person: employee.person, grantedBy: operator, grantedAs: 'operator' }]);

    const listed = await run('roles', 'list', '--person', employee.person, '--lang', 'fr');
    expect(listed.stdout).toContain(`${employee.person}  auditeur, depuis `);
    expect(listed.stdout).toContain('l’exploitant');
    const again = await run('roles', 'grant', employee.person, 'auditor', '--reason', reason);
    expect(again.stdout).toContain('has the role auditor already');
    const revoked = await run('roles', 'revoke', employee.person, 'auditor', '--reason', 'Fini.');
    expect([revoked.code, revoked.stdout]).toEqual([0, expect.stringContaining('was taken back')]);
    expect((await run('roles', 'list', '--person', employee.person)).stdout).toBe('No role was granted.\n');
    const refused = await run('roles', 'grant', employee.person, 'service', '--reason', reason);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('is not for this kind of person')]);
  });
});

describe('who is asking', () => {
  it('is told with every account, and with where the roles are from', async () => {
    const { charity, organisation } = parties;
    const { status, body } = await charity.get('/v1/me');
    const role = { role: 'organisation', from: 'token', employer: null, organisation, until: null };
    expect([status, body]).toEqual([
      200,
      {
        ...{ tenant: 'main', person: charity.person, organisation, roles: ['organisation'], employerRoles: [] },
        credential: { kind: 'signed', expiresAt: expect.any(String) },
        accounts: [
          {
            ...{ tenant: 'main', person: charity.person, hasLeft: false, handedOverBy: null },
            ...{ organisations: [organisation], roles: [role] },
          },
        ],
      },
    ]);
  });

  it('is nobody elsewhere: in another tenant, or for another organisation', async () => {
    const { charity, employer } = parties;
    const elsewhere = await charity.get('/v1/needs', { 'jalon-tenant': 'other' });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'ACCOUNT_UNKNOWN']);
    const another = await charity.get('/v1/needs', { 'jalon-organisation': employer });
    expect([another.status, another.body.code]).toEqual([403, 'ORGANISATION_NOT_SPOKEN_FOR']);
  });

  it('reads their own record alone once they have left, and commands nothing, from the next request on', async () => {
    const { hr, employer } = parties;
    const { id } = await made(hr, '/v1/people', { givenName: 'Noé', familyName: 'Bellanger', employer });
    const leaver = await clientOf(service, { person: id, roles: ['hr'] });
    expect((await leaver.get('/v1/employers')).status).toBe(200);
    const { position } = await made(hr, `/v1/people/${id}/departure`, { leftOn: dayFromToday(0) });
    const seen = { 'jalon-min-position': position };

    expect((await leaver.get('/v1/me')).body).toMatchObject({ roles: [], accounts: [{ hasLeft: true, roles: [] }] });
    expect((await leaver.get(`/v1/people/${id}`, seen)).body).toMatchObject({ givenName: 'Noé', roles: [] });
    expect((await leaver.get('/v1/employers')).status).toBe(403);
    expect((await leaver.get(`/v1/people/${parties.employee.person}`, seen)).status).toBe(404);
    expect((await leaver.post('/v1/employers', { name: 'Filiale' })).body.code).toBe('ROLE_REQUIRED');
  });
});
