import type { Storage } from './storages.js';
import { parse } from 'csv-parse/sync';
import { removeFolders, type Folders, type Service } from './service.js';
import { startPopulatedService } from './populated-service.js';
import type { Client } from './client.js';
import type { Parties } from './parties.js';

export function describeAuditTrail(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    let service: Service;
    let parties: Parties;
    let seen: Readonly<Record<string, string>>;

    beforeAll(async () => {
      folders = await empty();
      ({ service, parties, seen } = await startPopulatedService(folders));
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    const shifted = (day: string, by: number) => new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);
    const dayAfter = (day: string) => shifted(day, 1);
    const dayBefore = (day: string) => shifted(day, -1);

    describe('the audit trail', () => {
      it('says the same as JSON, as lines and as a table', async () => {
        const json = await parties.auditor.get('/v1/audit/events', seen);
        expect(json.headers.get('content-type')).toMatch(/^application\/json/);
        const items = json.body.items as readonly Record<string, unknown>[];
        expect(items.length).toBeGreaterThan(60);

        const lines = await parties.auditor.get('/v1/audit/events', { ...seen, accept: 'application/x-ndjson' });
        expect(lines.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
        expect(
          lines.text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown),
        ).toEqual(items);

        const table = await parties.auditor.get('/v1/audit/events', { ...seen, accept: 'text/csv' });
        expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8');
        expect(table.headers.get('vary')).toBe('Accept, Accept-Language');
        const rows = parse(table.text, { bom: true, columns: true }) as readonly Record<string, string>[];
        expect(rows.map(({ hash }) => hash)).toEqual(items.map(({ hash }) => hash));
      });

      it('can be had by actor, stream and type', async () => {
        const types = async (query: string) => {
          const { status, body } = await parties.auditor.get(`/v1/audit/events?${query}`, seen);
          expect(status).toBe(200);
          return (body.items as readonly { type: string }[]).map(({ type }) => type);
        };
        expect(await types(`stream=employer-main.${parties.employer}`)).toEqual(['EmployerRegistered']);
        expect(new Set(await types('type=HoursLogged'))).toEqual(new Set(['HoursLogged']));
        expect(await types(`actor=${parties.employee.person}&type=OfferPublished`)).toHaveLength(2);
      });

      it('can be had by day, both ends included', async () => {
        const recorded = async (query: string) => {
          const { status, body } = await parties.auditor.get(`/v1/audit/events?${query}`, seen);
          expect(status).toBe(200);
          return (body.items as readonly { recordedAt: string }[]).map(({ recordedAt }) => recordedAt.slice(0, 10));
        };
        const all = await recorded('');
        const [first, last] = [all[0]!, all.at(-1)!];
        expect(await recorded(`from=${first}&to=${last}`)).toEqual(all);
        expect(await recorded(`from=${last}`)).toEqual(all.filter((day) => day >= last));
        expect(await recorded(`to=${first}`)).toEqual(all.filter((day) => day <= first));
        expect(await recorded(`from=${dayAfter(last)}`)).toEqual([]);
        expect(await recorded(`to=${dayBefore(first)}`)).toEqual([]);
        expect(await recorded(`from=2000-01-01&to=${dayBefore(first)}`)).toEqual([]);
      });

      it('is for those who oversee, and for nobody else', async () => {
        for (const client of [parties.employee, parties.charity, parties.manager]) {
          expect((await client.get('/v1/audit/events')).body).toMatchObject({ status: 403, code: 'QUERY_NOT_ALLOWED' });
        }
      });

      it('comes in no other form', async () => {
        const answer = await parties.auditor.get('/v1/audit/events', { accept: 'text/html' });
        expect(answer.body).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
        expect(answer.headers.get('vary')).toBe('Accept, Accept-Language');
      });
    });

    describe('the record of reads', () => {
      type Items = readonly Record<string, unknown>[];

      /** The items of a list, once one is as it is wanted: records are written after the answer. */
      async function itemsWith(client: Client, path: string, wanted: (item: Items[number]) => boolean): Promise<Items> {
        for (;;) {
          const { status, body } = await client.get(path);
          expect(status).toBe(200);
          const items = body.items as Items;
          if (items.some(wanted)) return items;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }

      it('tells auditors who was shown what of whom, also by an export', async () => {
        const { hr, auditor, employee } = parties;
        await hr.get(`/v1/people/${employee.person}`, seen);
        await hr.get('/v1/people?name=lenoir', seen);
        await hr.get('/v1/people?format=ndjson', seen);
        const path = `/v1/audit/reads?person=${employee.person}&reader=${hr.person}&limit=200`;
        const items = await itemsWith(auditor, path, ({ query }) => query === 'ListPeople/export');
        expect(items.find(({ query }) => query === 'GetPerson')).toMatchObject({
          reader: hr.person,
          roles: ['hr'],
          credential: 'signed',
          parameters: { id: employee.person },
          who: expect.arrayContaining([employee.person]),
          lost: 0,
        });
        expect(JSON.stringify(items)).not.toContain('lenoir');
      });

      it('is recorded itself', async () => {
        const { auditor } = parties;
        await auditor.get('/v1/audit/refusals');
        await itemsWith(auditor, `/v1/audit/reads?reader=${auditor.person}`, ({ query }) => query === 'ListRefusals');
      });

      it('tells the person concerned when, in which role and for what, and not by whom', async () => {
        const { hr, employee } = parties;
        const items = await itemsWith(employee, '/v1/me/reads', ({ roles }) => JSON.stringify(roles) === '["hr"]');
        expect(items[0]).toEqual({
          at: expect.any(String),
          roles: expect.any(Array),
          purpose: { en: expect.any(String), fr: expect.any(String) },
        });
        expect(JSON.stringify(items)).not.toContain(hr.person);
      });

      it('tells which commands were refused to whom', async () => {
        const { charity, auditor, employer } = parties;
        const refused = await charity.post(`/v1/employers/${employer}/closure`, { closedOn: '2026-01-01' });
        expect(refused.body.code).toBe('DIRECTORY_COMPANY_ONLY');
        const path = `/v1/audit/refusals?person=${charity.person}`;
        const items = await itemsWith(auditor, path, ({ code }) => code === 'DIRECTORY_COMPANY_ONLY');
        expect(items[0]).toMatchObject({ person: charity.person, command: 'CloseEmployer', target: employer });
      });

      it('is for auditors and the DPO', async () => {
        for (const path of ['/v1/audit/reads', '/v1/audit/refusals']) {
          for (const client of [parties.hr, parties.admin, parties.employee]) {
            expect((await client.get(path)).body).toMatchObject({ status: 403, code: 'QUERY_NOT_ALLOWED' });
          }
        }
      });
    });
  });
}
