import { checkedFetch } from './answer-check.js';
import type { Storage } from './storages.js';
import { CloudEvent } from 'cloudevents';
import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import readWorkbook from 'read-excel-file/node';
import { tokenFor } from './client.js';
import { removeFolders, type Folders, type Service } from './service.js';
import { startPopulatedService } from './populated-service.js';
import type { Parties } from './parties.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function describeExports(storages: readonly Storage[]): void {
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

    const hrToken = () =>
      tokenFor(service, { tenant: 'main', person: parties.hr.person, roles: ['hr'], organisation: null });

    type Items = readonly Readonly<Record<string, unknown>>[];
    const rowsOf = (csv: string, delimiter: string) =>
      parse(csv, { bom: true, columns: true, delimiter }) as readonly Readonly<Record<string, string>>[];

    describe.each([
      ['/v1/missions', 'id', 'Identifiant'],
      ['/v1/hours', 'entryId', 'Saisie'],
    ])('%s', (path, key, heading) => {
      it('can be had whole, in every form, and says the same in each', async () => {
        const page = await parties.hr.get(`${path}?limit=200`, seen);
        const ids = (page.body.items as Items).map((item) => item[key]);
        expect(ids.length).toBeGreaterThan(1);

        const lines = await parties.hr.get(path, { ...seen, accept: 'application/x-ndjson' });
        const items = lines.text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
        expect(items).toEqual(page.body.items);
        expect(lines.headers.get('content-disposition')).toMatch(/\.ndjson"$/);

        const iso = await parties.hr.get(path, { ...seen, accept: 'text/csv' });
        expect(rowsOf(iso.text, ',').map((row) => row[key])).toEqual(ids);
        expect(iso.headers.get('content-disposition')).toBe(
          `attachment; filename="jalon-${path.slice(4)}-${iso.headers.get('jalon-position')}.csv"`,
        );

        const french = await parties.hr.get(`${path}?format=csv-fr`, seen);
        expect(rowsOf(french.text, ';').map((row) => row[heading])).toEqual(ids);
        expect(french.headers.get('content-disposition')).toMatch(/\.fr\.csv"$/);
        const position = iso.headers.get('jalon-position');
        const then = await parties.hr.get(`${path}?format=csv&asOf=${position}`, seen);
        expect(then.headers.get('content-disposition')).toContain(`-as-of-${position}.csv`);

        const book = await checkedFetch(`${service.url}${path}?format=xlsx`, {
          headers: { ...seen, authorization: `Bearer ${await hrToken()}`, 'accept-language': 'fr' },
        });
        expect(book.headers.get('content-type')).toBe(XLSX);
        expect(book.headers.get('content-language')).toBe('fr');
        expect(book.headers.get('content-disposition')).toMatch(/\.fr\.xlsx"$/);
        const [sheet] = await readWorkbook(Buffer.from(await book.arrayBuffer()));
        expect(sheet?.data.map((row) => row[sheet.data[0]!.indexOf(heading)])).toEqual([heading, ...ids]);
      });

      it('says in its words and by its names what people read, names only to those who may know them', async () => {
        const [first] = rowsOf((await parties.hr.get(`${path}?format=csv-fr`, seen)).text, ';');
        expect(first?.['Salarié (nom)']).toContain('Inès Marchetti');
        expect(Object.values(first ?? {})).not.toContain('secondment');
        const [theirs] = rowsOf((await parties.charity.get(`${path}?format=csv-fr`, seen)).text, ';');
        // A party of the mission may know the other parties by name.
        expect(theirs).toMatchObject({ Salarié: parties.employee.person });
        expect(theirs?.['Salarié (nom)']).toBe(first?.['Salarié (nom)']);
        const machine = await parties.hr.get(`${path}?format=csv`, seen);
        expect(machine.text).not.toContain('Marchetti');
      });

      it('keeps, in every form, to what its caller may see', async () => {
        const page = await parties.charity.get(`${path}?limit=200`, seen);
        const lines = await parties.charity.get(`${path}?format=ndjson`, seen);
        expect(
          lines.text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown),
        ).toEqual(page.body.items);
      });

      it('has no pages in a form that is of the whole, and no form that there is not', async () => {
        const paged = await parties.hr.get(`${path}?format=csv&limit=2`);
        expect([paged.status, paged.body.code, paged.body.errors[0].field]).toEqual([400, 'QUERY_INVALID', 'limit']);
        const unknown = await parties.hr.get(`${path}?format=pdf`);
        expect([unknown.status, unknown.body.errors]).toEqual([
          400,
          [{ field: 'format', detail: 'one of: json, ndjson, csv, csv-fr, xlsx' }],
        ]);
        const elsewhere = await parties.hr.get(`/v1/people/${parties.hr.person}?format=csv`);
        expect([elsewhere.status, elsewhere.body.errors[0].field]).toEqual([400, 'format']);
      });
    });

    it.each([
      ['/v1/needs', 'id', 'Identifiant'],
      ['/v1/offers', 'id', 'Identifiant'],
      ['/v1/employers', 'id', 'Identifiant'],
      ['/v1/organisations', 'id', 'Identifiant'],
      ['/v1/people', 'id', 'Identifiant'],
      ['/v1/acts', 'actId', 'Acte'],
      ['/v1/reports/impact/entries', 'entryId', 'Saisie'],
    ])('%s can be had whole, in every form', async (path, key, heading) => {
      const year = `${path}?from=2020-01&to=2030-12`;
      const list = path.endsWith('/entries') ? year : `${path}?`;
      const page = await parties.hr.get(`${list}&limit=200`, seen);
      const items = page.body.items as Items;
      const ids = items.map((item) => item[key]);
      const as = (format: string) => parties.hr.get(`${list}&format=${format}`, seen);
      const lines = (await as('ndjson')).text.split('\n').filter((line) => line !== '');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(items);
      expect(rowsOf((await as('csv')).text, ',').map((row) => row[key])).toEqual(ids);
      expect(rowsOf((await as('csv-fr')).text, ';').map((row) => row[heading])).toEqual(ids);
      const book = await checkedFetch(`${service.url}${list}&format=xlsx`, {
        headers: { ...seen, authorization: `Bearer ${await hrToken()}`, 'accept-language': 'fr' },
      });
      const [sheet] = await readWorkbook(Buffer.from(await book.arrayBuffer()));
      expect(sheet?.data.map((row) => row[sheet.data[0]!.indexOf(heading)])).toEqual([heading, ...ids]);
    });

    it('shows what reports attribute time to, and the staff number to those who may know it', async () => {
      const [item] = (await parties.hr.get('/v1/hours', seen)).body.items as Items;
      const mission = (await parties.hr.get(`/v1/missions/${String(item?.['mission'])}`, seen)).body;
      const person = (await parties.hr.get(`/v1/people/${String(item?.['employee'])}`, seen)).body;
      const { organisation, employer, department, site, basis, cause } = mission.attribution;
      const attributed = { title: mission.title, organisation, employer, department, site, basis, cause };
      expect(item).toMatchObject({ ...attributed, halfDays: 0, staffNumber: person.staffNumber });
      const [theirs] = (await parties.charity.get('/v1/hours', seen)).body.items as Items;
      expect(theirs).toMatchObject({ organisation, staffNumber: null });
    });

    it('the report can be had in every form, and says the same in each', async () => {
      const path = '/v1/reports/impact?from=2020-01&to=2030-12&groupBy=organisation';
      const { rows, total } = (await parties.hr.get(path, seen)).body as { rows: Items; total: Items[number] };
      const minutes = [...rows, total].map((row) => row['confirmedMinutes']);
      const as = (format: string) => parties.hr.get(`${path}&format=${format}`, seen);
      const lines = (await as('ndjson')).text.trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as Items[number])['confirmedMinutes'])).toEqual(minutes);
      const csv = await as('csv');
      expect(rowsOf(csv.text, ',').map((row) => Number(row['confirmedMinutes']))).toEqual(minutes);
      expect(csv.headers.get('content-disposition')).toContain('jalon-impact-by-organisation-');
      const french = rowsOf((await as('csv-fr')).text, ';');
      expect(french.map((row) => Number(row['Minutes confirmées']))).toEqual(minutes);
      expect(french[0]?.['Organisme (nom)']).not.toBe('');
      const book = await checkedFetch(`${service.url}${path}&format=xlsx`, {
        headers: { ...seen, authorization: `Bearer ${await hrToken()}`, 'accept-language': 'fr' },
      });
      const sheets = await readWorkbook(Buffer.from(await book.arrayBuffer()));
      const [head, ...body] = sheets[0]!.data;
      expect(body.map((row) => row[head!.indexOf('Minutes confirmées')])).toEqual(minutes);
      expect(sheets.map(({ sheet }) => sheet)).toEqual(['Rapport', 'Règles et lecture']);
    });

    it('what is published can be had in every form, and says the same in each', async () => {
      const path = '/v1/reports/impact?from=2026-01&to=2026-12&groupBy=cause';
      const { total, asOf } = (await parties.charity.get(path, seen)).body;
      expect(total).toEqual({ suppressed: true });
      const as = (format: string) => parties.charity.get(`${path}&format=${format}`, seen);
      const shown = { line: 'total', suppressed: true, confirmedMinutes: null, audience: 'publication', asOf };
      expect(JSON.parse((await as('ndjson')).text)).toMatchObject(shown);
      const csv = await as('csv');
      expect(csv.headers.get('content-disposition')).toContain('jalon-publication-by-cause-');
      expect(rowsOf(csv.text, ',')).toMatchObject([{ line: 'total', suppressed: 'true', confirmedMinutes: '' }]);
      expect(rowsOf((await as('csv-fr')).text, ';')).toMatchObject([{ Ligne: 'total', Public: 'publication' }]);
      const refused = await parties.charity.get(`${path}&asOf=${csv.headers.get('jalon-position')}&format=csv`, seen);
      expect([refused.status, refused.body.code]).toEqual([422, 'PUBLICATION_MOMENT']);
    });

    describe('the audit trail', () => {
      it('can be had as CloudEvents, whose data is what was stored', async () => {
        const { text, headers } = await parties.auditor.get('/v1/audit/events?format=cloudevents', seen);
        expect(headers.get('content-disposition')).toMatch(/\.cloudevents\.json"$/);
        const events = (JSON.parse(text) as object[]).map((event) => new CloudEvent<object>(event, true));
        const trail = (await parties.auditor.get('/v1/audit/events', seen)).body.items as Items;
        expect(events.map(({ id }) => id)).toEqual(trail.map(({ position }) => position));
        const stored = text
          .split('\n')
          .flatMap((line) => /"hash":"(\w+)".*?"data":(\{.*\})\}[,\]]?$/.exec(line)?.slice(1) ?? []);
        expect(stored.length).toBeGreaterThan(100);
        for (let at = 0; at < stored.length; at += 2) {
          expect(
            createHash('sha256')
              .update(stored[at + 1]!)
              .digest('hex'),
          ).toBe(stored[at]);
        }
      });
    });
  });
}
