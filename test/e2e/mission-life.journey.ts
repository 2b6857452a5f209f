import type { Storage } from './storages.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';
import { dayFromToday, made, proposal, registerParties, type Parties } from './parties.js';

const typesOf = ({ events }: { events: readonly { type: string }[] }) => events.map(({ type }) => type);

export function describeMissionLife(storages: readonly Storage[]): void {
  describe.each(storages)('a mission’s whole life, over HTTP and %s', (_storage, empty) => {
    let folders: Folders;
    let service: Service;
    let parties: Parties;

    beforeAll(async () => {
      folders = await empty();
      service = await startService(folders);
      parties = await registerParties(service);
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    it('goes from a need to a report that counts it', async () => {
      const { hr, employee, manager, charity, auditor, organisation } = parties;
      const need = await made(hr, '/v1/needs', { organisation, title: 'Accounts', places: 1 });

      const proposed = await made(hr, '/v1/missions', { ...proposal(parties), need: need.id });
      expect(typesOf(proposed)).toEqual(['MissionProposed']);
      const path = `/v1/missions/${proposed.id}`;

      expect(typesOf(await made(employee, `${path}/acceptances`))).toEqual(['MissionAccepted']);
      expect(typesOf(await made(charity, `${path}/acceptances`))).toEqual(['MissionAccepted']);
      expect(typesOf(await made(manager, `${path}/acceptances`))).toEqual(['MissionAccepted', 'MissionConfirmed']);

      const logged = await made(employee, `${path}/hours`, { date: dayFromToday(-2), unit: 'minutes', minutes: 210 });
      expect(typesOf(logged)).toEqual(['HoursLogged']);
      const entry = `${path}/hours/${logged.part}`;
      await made(employee, `${entry}/corrections`, {
        date: dayFromToday(-2),
        unit: 'minutes',
        minutes: 240,
        reason: 'The train was late.',
      });
      expect(typesOf(await made(charity, `${entry}/approval`))).toEqual(['HoursApproved']);

      const outcomes = [{ indicator: 'people-trained', quantity: 12 }];
      const closed = await made(hr, `${path}/closure`, {
        endedOn: dayFromToday(-1),
        outcomes,
        reason: 'All was done.',
      });
      expect(typesOf(closed)).toEqual(['MissionClosed']);
      await made(charity, `${path}/outcomes/confirmation`);
      let last = closed;
      for (const party of [employee, charity, manager, hr]) {
        last = await made(party, `${path}/evaluations`, { scores: [{ criterion: 'usefulness', score: 5 }] });
      }

      const seen = { 'jalon-min-position': last.position };
      const mission = await auditor.get(path, seen);
      expect(mission.status).toBe(200);
      expect(mission.body).toMatchObject({ status: 'evaluated', approvedMinutes: 240, outcomeState: 'confirmed' });
      expect(mission.headers.get('etag')).toBe(`"${last.revision}"`);

      const month = dayFromToday(-2).slice(0, 7);
      const report = await hr.get(`/v1/reports/impact?from=${month}&to=${month}&groupBy=cause`, seen);
      expect(report.body).toMatchObject({ audience: 'internal', rows: [{ key: 'social', publishable: false }] });
      const published = await charity.get(`/v1/reports/impact?from=${month}&to=${month}`, seen);
      // A month is published once most of its time has been answered.
      expect([published.status, published.body.code]).toEqual([422, 'PUBLICATION_TO_COME']);

      const history = await auditor.get(`${path}/history`, seen);
      expect(history.body.items.map(({ type }: { type: string }) => type)).toEqual([
        'MissionProposed',
        ...Array<string>(3).fill('MissionAccepted'),
        'MissionConfirmed',
        'HoursLogged',
        'HoursCorrected',
        'HoursApproved',
        'MissionClosed',
        'OutcomesConfirmed',
        ...Array<string>(4).fill('MissionEvaluated'),
      ]);
      const corrected = history.body.items.find(({ type }: { type: string }) => type === 'HoursCorrected');
      expect(corrected).toMatchObject({
        why: 'The train was late.',
        actor: { person: employee.person, party: 'employee' },
        changes: { before: { minutes: 210 }, after: { minutes: 240 } },
      });

      // As it was right after the time was logged: by the position in the command's answer, or by revision.
      const asOf = `asOf=${logged.position}`;
      const then = { pendingMinutes: 210, approvedMinutes: 0, status: 'confirmed', revision: logged.revision };
      const [byPosition, byRevision] = [
        await auditor.get(`${path}?${asOf}`, seen),
        await auditor.get(`${path}?revision=${logged.revision}`, seen),
      ];
      expect(byPosition.body).toMatchObject({ ...then, asOf: { position: logged.position, date: dayFromToday(0) } });
      expect(byRevision.body).toMatchObject(then);
      expect((await auditor.get(`/v1/hours?${asOf}`, seen)).body.items).toMatchObject([
        { minutes: 210, state: 'pending' },
      ]);
      expect((await auditor.get(`/v1/missions?${asOf}`, seen)).body.items).toMatchObject([then]);
      const before = await hr.get(`/v1/reports/impact?from=${month}&to=${month}&${asOf}`, seen);
      expect(before.body).toMatchObject({ at: dayFromToday(0), total: { pendingMinutes: 210, confirmedMinutes: 0 } });
      const nowhere = await auditor.get(`${path}?asOf=yesterday`, seen);
      expect([nowhere.status, nowhere.body.code, nowhere.body.errors[0].field]).toEqual([400, 'QUERY_INVALID', 'asOf']);

      const hours = await charity.get(`/v1/hours?mission=${proposed.id}`, seen);
      expect(hours.body.items).toMatchObject([{ entryId: logged.part, minutes: 240, state: 'approved' }]);
      const capitals = await hr.get(`/v1/missions?employee=${employee.person.toUpperCase()}`, seen);
      expect(capitals.body.items).toMatchObject([{ id: proposed.id }]);
      const needs = await employee.get(`/v1/needs/${need.id}`, seen);
      expect(needs.body).toMatchObject({ id: need.id, places: 1, claimedPlaces: 1 });
    });

    it('tells a new thing from a changed one: 201 with Location, then 200, each with its ETag', async () => {
      const { hr, charity } = parties;
      const created = await hr.post('/v1/missions', proposal(parties));
      expect(created.status).toBe(201);
      expect(created.headers.get('location')).toBe(`/v1/missions/${created.body.id}`);
      expect(created.headers.get('etag')).toBe('"0"');
      expect(created.headers.get('jalon-position')).toBe(created.body.position);
      expect(created.headers.get('idempotency-key')).toMatch(/^[\x21-\x7e]+$/);

      const accepted = await charity.post(`/v1/missions/${created.body.id}/acceptances`);
      expect(accepted.status).toBe(200);
      expect(accepted.headers.get('etag')).toBe('"1"');
      expect(accepted.headers.get('location')).toBeNull();
    });

    it('refuses time before the mission is confirmed, and time ahead', async () => {
      const { hr, employee, charity, manager } = parties;
      const { id } = await made(hr, '/v1/missions', proposal(parties));
      const early = await employee.post(`/v1/missions/${id}/hours`, {
        date: dayFromToday(-1),
        unit: 'minutes',
        minutes: 60,
      });
      expect(early.status).toBe(409);
      for (const party of [employee, charity, manager]) await made(party, `/v1/missions/${id}/acceptances`);
      const ahead = await employee.post(`/v1/missions/${id}/hours`, {
        date: dayFromToday(3),
        unit: 'minutes',
        minutes: 60,
      });
      expect(ahead.status).toBe(422);
      expect(ahead.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(ahead.body).toMatchObject({ status: 422, type: `urn:jalon:problem:${ahead.body.code}` });
    });

    it('leads through a long list by Link headers, each item once', async () => {
      const { hr } = parties;
      for (let count = 0; count < 5; count += 1) await made(hr, '/v1/missions', proposal(parties));
      const { position } = await made(hr, '/v1/missions', proposal(parties));

      const ids: string[] = [];
      let path: string | undefined = '/v1/missions?limit=2&status=proposed';
      while (path) {
        const page = await hr.get(path, { 'jalon-min-position': position });
        expect(page.status).toBe(200);
        ids.push(...page.body.items.map(({ id }: { id: string }) => id));
        [, path] = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '') ?? [];
      }
      expect(ids.length).toBeGreaterThanOrEqual(6);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
}
