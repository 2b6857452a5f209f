import { checkedFetch } from './answer-check.js';
import type { Storage } from './storages.js';
import { clientOf, tokenFor, type Client } from './client.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';
import { confirmedMission, dayFromToday, made, registerParties, type Parties } from './parties.js';
import { tokensOf } from './position-tokens.js';

export function describeLive(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    let service: Service;
    let parties: Parties;

    beforeAll(async () => {
      folders = await empty();
      service = await startService(folders);
      parties = await registerParties(service);
      // Once the views have caught up, a new stream begins after all of it.
      const { position } = await made(parties.hr, '/v1/employers', { name: 'Alto' });
      while ((await parties.hr.get('/v1/employers', { 'jalon-min-position': position })).status === 503);
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    interface Update {
      readonly position: string;
      readonly type: string;
      readonly streamId: string;
    }

    /** Follows the stream as `as`, from now on or after a position. */
    async function following(as: Client, after?: string, roles: readonly string[] = []) {
      const bearer = { tenant: as.tenant, person: as.person, roles: roles as never, organisation: null };
      const token = await tokenFor(service, bearer);
      const leaving = new AbortController();
      const response = await checkedFetch(`${service.url}/v1/events/stream`, {
        headers: { authorization: `Bearer ${token}`, ...(after !== undefined && { 'last-event-id': after }) },
        signal: leaving.signal,
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      let taken = 0;
      const updates = () =>
        text.split('\n\n').flatMap((message): Update[] => {
          const [, id, data] = /^id: (.*)\ndata: (.*)$/s.exec(message) ?? [];
          return id && data ? [{ ...(JSON.parse(data) as Update), position: id }] : [];
        });
      // The first message names the position that the stream continues from.
      while (!/\n\nid: [\w-]{23}\n\n/.test(text)) text += (await reader.read()).value ?? '';
      return {
        /** The next updates, so many. */
        async next(count: number): Promise<readonly Update[]> {
          while (updates().length < taken + count) {
            const { value, done } = await reader.read();
            if (done) throw new Error(`the stream ended after ${text}`);
            text += value;
          }
          taken += count;
          return updates().slice(taken - count, taken);
        },
        async end(): Promise<string> {
          for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
          return text;
        },
        leave: () => leaving.abort(),
      };
    }

    describe('the live stream', () => {
      it('tells what happens as soon as it can be read', async () => {
        const stream = await following(parties.hr, undefined, ['hr']);
        const { id, position } = await made(parties.hr, '/v1/employers', { name: 'Filature du Rhône' });
        expect(await stream.next(1)).toMatchObject([{ type: 'EmployerRegistered', streamId: id, position }]);
        // A client that was told of it finds it without naming a position.
        expect((await parties.hr.get(`/v1/employers/${id}`)).status).toBe(200);
        stream.leave();
      });

      it('goes on where a client was cut off: nothing twice, nothing left out', async () => {
        const first = await following(parties.hr, undefined, ['hr']);
        const mission = await confirmedMission(parties);
        const [proposed] = await first.next(1);
        first.leave();
        await made(parties.employee, `/v1/missions/${mission}/hours`, {
          date: dayFromToday(-1),
          unit: 'minutes',
          minutes: 60,
        });

        const second = await following(parties.hr, proposed!.position, ['hr']);
        expect((await second.next(5)).map(({ type }) => type)).toEqual([
          'MissionAccepted',
          'MissionAccepted',
          'MissionAccepted',
          'MissionConfirmed',
          'HoursLogged',
        ]);
        second.leave();
      });

      it('tells an employee of their own missions and of the directory only', async () => {
        const stream = await following(parties.employee, undefined, ['employee']);
        const other = await clientOf(service, { roles: ['employee'] });
        await made(parties.hr, '/v1/people', {
          id: other.person,
          givenName: 'Zoé',
          familyName: 'Autre',
          employer: parties.employer,
        });
        await confirmedMission({ ...parties, employee: other });
        const own = await made(parties.hr, '/v1/missions', {
          employee: parties.employee.person,
          employer: parties.employer,
          organisation: parties.organisation,
          basis: 'secondment',
          title: 'Inventaire',
          startsOn: dayFromToday(1),
          endsOn: dayFromToday(9),
          plannedMinutes: 600,
        });
        expect(await stream.next(2)).toMatchObject([
          { type: 'PersonRegistered', streamId: other.person },
          { type: 'MissionProposed', streamId: own.id },
        ]);
        stream.leave();
      });

      it('refuses what it cannot go on from, in words', async () => {
        const nonsense = await parties.hr.get('/v1/events/stream', { 'last-event-id': 'yesterday' });
        expect([nonsense.status, nonsense.body.code]).toEqual([400, 'LAST_EVENT_ID_INVALID']);
        const tokens = tokensOf(folders);
        for (const unknown of [tokens.give('main', '999999999999'), tokens.give('other', '1'), `p${'x'.repeat(21)}A`]) {
          const { status, body } = await parties.hr.get(`/v1/events/stream?after=${unknown}`);
          expect([status, body.code]).toEqual([422, 'POSITION_UNKNOWN']);
        }
        const plain = await parties.hr.get('/v1/events/stream?after=7');
        expect([plain.status, plain.body.code]).toEqual([400, 'QUERY_INVALID']);
        expect((await checkedFetch(`${service.url}/v1/events/stream`)).status).toBe(401);
      });

      it('is followed a bounded number of times by one person, and by all together', async () => {
        const own = await startService(folders, { LIVE_STREAMS_PER_PERSON: '2', LIVE_STREAMS_PER_SERVICE: '3' });
        const bearer = { tenant: parties.hr.tenant, roles: ['hr'] as never, organisation: null };
        const open = async (person: string, signal?: AbortSignal) =>
          checkedFetch(`${own.url}/v1/events/stream`, {
            headers: { authorization: `Bearer ${await tokenFor(own, { ...bearer, person })}` },
            ...(signal && { signal }),
          });
        const leaving = new AbortController();
        for (let count = 0; count < 2; count += 1) {
          expect((await open(parties.hr.person, leaving.signal)).status).toBe(200);
        }
        const refused = await open(parties.hr.person);
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
        expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_LIVE_STREAMS', params: { limit: 2 } });
        expect((await open(parties.auditor.person, leaving.signal)).status).toBe(200);
        const full = await open(parties.manager.person);
        expect([full.status, full.headers.get('retry-after')]).toEqual([503, '30']);
        expect(await full.json()).toMatchObject({ code: 'LIVE_STREAMS_IN_USE', params: { limit: 3 } });

        leaving.abort();
        while ((await open(parties.hr.person)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
        await own.end();
      });

      it('ends when the service stops, which does not wait for it', async () => {
        const own = await startService(folders);
        const hr = await clientOf(own);
        const token = await tokenFor(own, { tenant: 'main', person: hr.person, roles: ['hr'], organisation: null });
        const response = await checkedFetch(`${own.url}/v1/events/stream`, {
          headers: { authorization: `Bearer ${token}` },
        });
        const told = response.text();
        // A service that waited for its streams would never stop: the client reads on for as long as they last.
        expect(await own.end()).toMatchObject({ code: 0, stderr: '' });
        expect(await told).toMatch(/^retry: 2000\n\n/);
      });
    });
  });
}
