import type { Name, NamesOf } from '@jalon/read-models';
import { LANGUAGES, type Language } from '@jalon/kernel';
import { CloudEvent } from 'cloudevents';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import readWorkbook from 'read-excel-file/node';
import { columnsFor, withNames } from './columns.js';
import { EXPORTS, type Exported } from './export-stream.js';
import { formatFor } from './formats.js';
import { workbook } from './xlsx.js';

type Wish = { readonly accept?: string; readonly format?: string; readonly language?: Language };

const audited = (more: object) => ({
  position: '1',
  stream: 'need-main.x',
  revision: 0,
  type: 'NeedPublished',
  ...more,
});
const entry = (more: object = {}) => ({
  mission: 'm',
  entryId: 'e',
  date: '2026-03-31',
  month: '2026-03',
  minutes: 425,
  onDuty: true,
  authors: ['a', 'b'],
  approvedAt: '2026-03-31T20:30:05.000Z',
  approvedBy: null,
  comment: 'Fait',
  ...more,
});

/** Pages of 200 items, each followed by an empty page. */
async function* all(items: readonly object[]): AsyncIterable<readonly object[]> {
  for (let next = 0; next < items.length; next += 200) {
    yield items.slice(next, next + 200);
    yield [];
  }
}

const asked = (exported: Exported, { accept, format }: Wish) =>
  formatFor({ query: format === undefined ? {} : { format }, headers: { ...(accept && { accept }) } }, exported);

/** The names that the reader may see: there is none for some ids. */
const NAMES: Readonly<Record<string, Name>> = { ana: 'Ana Roux', eve: { erased: true }, hub: 'Les Toits' };
const names: NamesOf = async (_view, ids) =>
  new Map([...ids].flatMap((id) => (NAMES[id] === undefined ? [] : [[id, NAMES[id]]])));

async function bytes(exported: Exported, wish: Wish, items: readonly object[]): Promise<Buffer> {
  const language = wish.language ?? 'fr';
  const answer = { exported, tenant: 'main', pages: all(items), viewState: { position: '9' }, language, names };
  const chunks: Buffer[] = [];
  for await (const chunk of asked(exported, wish).write(answer)) chunks.push(Buffer.from(chunk as string));
  return Buffer.concat(chunks);
}

const text = async (...wanted: Parameters<typeof bytes>) => (await bytes(...wanted)).toString();

describe('the format of an export', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['text/csv', 'csv'],
    ['application/x-ndjson', 'ndjson'],
    ['text/*;q=0.9, application/json;q=0.1', 'csv'],
    ['text/html, application/x-ndjson;q=0.2', 'ndjson'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
    ['application/cloudevents-batch+json', 'cloudevents'],
  ])('for Accept %p is %s', (accept, name) => {
    expect(asked('audit', accept === undefined ? {} : { accept }).name).toBe(name);
  });

  it('is that of the parameter, whatever Accept says', () => {
    expect(asked('hours', { accept: 'text/html', format: 'csv-fr' }).name).toBe('csv-fr');
  });

  it('cannot be another: only the audit trail has CloudEvents', () => {
    expect(() => asked('audit', { accept: 'text/html' })).toThrow(expect.objectContaining({ code: 'NOT_ACCEPTABLE' }));
    expect(() => asked('hours', { format: 'cloudevents' })).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }));
    expect(() => asked('hours', { accept: 'application/cloudevents-batch+json' })).toThrow(
      expect.objectContaining({ code: 'NOT_ACCEPTABLE' }),
    );
  });

  it.each(['json', 'ndjson', 'csv', 'csv-fr', 'xlsx', 'cloudevents'])(
    'as %s reads on only as fast as it is read',
    async (format) => {
      let given = 0;
      async function* endless(): AsyncIterable<readonly object[]> {
        for (; given < 100_000; given += 1)
          yield [audited({ body: JSON.stringify({ given, text: 'x'.repeat(1_000) }) })];
      }
      const pages = endless();
      const answer = { exported: 'audit', tenant: 'main', pages, viewState: {}, language: 'fr', names } as const;
      for await (const _chunk of asked('audit', { format }).write(answer)) break;
      expect(given).toBeLessThan(4_000);
    },
  );
});

describe('JSON', () => {
  it.each([[0], [1], [2_000]])('is one document for %i entries', async (count) => {
    const entries = Array.from({ length: count }, (_, index) => audited({ revision: index }));
    expect(JSON.parse(await text('audit', { format: 'json' }, entries))).toEqual({ items: entries, position: '9' });
  });

  it('has one line for each entry as NDJSON', async () => {
    const lines = (
      await text('audit', { format: 'ndjson' }, [audited({ type: 'A\nB' }), audited({ type: 'C' })])
    ).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['A\nB', 'C']);
  });
});

const RUN = [
  '=1+1',
  '+33',
  '-2',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '\nx',
  ' =1',
  '\t =1',
  '\u00a0=1',
  '\u200b=1',
  '\uff1d1',
  ' \uff0b1',
  '\uff0d1',
  '\uff201',
];
const TYPED = [...RUN, 'plain', ' plain', 'a=1', 'with "quotes", and\nlines'];

describe('CSV', () => {
  const rows = (csv: string, delimiter = ',') =>
    parse(csv, { bom: true, columns: true, delimiter }) as readonly Record<string, string>[];

  it('for programs has field names, decimal points, stored dates, minutes and hours', async () => {
    const csv = await text('hours', { format: 'csv' }, [entry()]);
    expect(csv.startsWith('mission,entryId,')).toBe(true);
    expect(rows(csv)).toMatchObject([
      {
        date: '2026-03-31',
        minutes: '425',
        hours: '7:05',
        onDuty: 'true',
        authors: 'a, b',
        approvedAt: '2026-03-31T20:30:05.000Z',
        approvedBy: '',
        comment: 'Fait',
      },
    ]);
  });

  it('for a French spreadsheet has semicolons, decimal commas, days first and a byte order mark', async () => {
    const csv = await text('hours', { format: 'csv-fr' }, [entry({ comment: { erased: true } })]);
    expect(csv.startsWith('\ufeffMission;Saisie;')).toBe(true);
    expect(rows(csv, ';')).toMatchObject([
      {
        Jour: '31/03/2026',
        Minutes: '425',
        Heures: '7:05',
        'Sur le temps de travail': 'oui',
        'Confirmé le (UTC)': '31/03/2026 20:30:05',
        Commentaire: 'effacé',
      },
    ]);
  });

  it.each(['csv', 'csv-fr'])('as %s has no cell that a spreadsheet runs as a formula', async (format) => {
    const csv = await text(
      'hours',
      { format },
      TYPED.map((comment) => entry({ comment })),
    );
    const cells = rows(csv, format === 'csv' ? ',' : ';').map((row) => row['comment'] ?? row['Commentaire']);
    expect(cells).toEqual(TYPED.map((typed) => (RUN.includes(typed) ? `'${typed}` : typed)));
  });

  it.each<Exported>(EXPORTS)('has its own header for %s', async (exported) => {
    const names = (await text(exported, { format: 'csv' }, [])).trim().split(',');
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('tenant');
  });
});

describe('a workbook', () => {
  const read = async (book: Buffer, sheet = 1) => {
    const sheets = (await readWorkbook(book)) as readonly { readonly data: readonly (readonly unknown[])[] }[];
    const [head = [], ...rest] = sheets[sheet - 1]?.data ?? [];
    return rest.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index]])));
  };

  it('holds numbers, dates and booleans in cells of their type', async () => {
    const [row] = await read(await bytes('hours', { format: 'xlsx' }, [entry()]));
    expect(row).toMatchObject({
      Jour: new Date('2026-03-31T00:00:00.000Z'),
      Mois: new Date('2026-03-01T00:00:00.000Z'),
      Minutes: 425,
      Heures: new Date('1899-12-30T07:05:00.000Z'),
      'Sur le temps de travail': true,
      Commentaire: 'Fait',
      'Confirmé par': null,
    });
    // To the second: days are fractions.
    const seconds = Math.round((row?.['Confirmé le (UTC)'] as Date).getTime() / 1_000);
    expect(new Date(seconds * 1_000).toISOString()).toBe('2026-03-31T20:30:05.000Z');
  });

  it('holds a length as the fraction of a day that spreadsheets take for one, shown beyond a day too', async () => {
    const archive = unzipSync(await bytes('hours', { format: 'xlsx' }, [entry({ minutes: 1_460 })]));
    expect(strFromU8(archive['xl/worksheets/sheet1.xml']!)).toContain(`<v>${1_460 / 1_440}</v>`);
    expect(strFromU8(archive['xl/styles.xml']!)).toContain('formatCode="[h]:mm"');
  });

  it('holds typed text as text, and says where a text is too long for a cell', async () => {
    const comments = [...TYPED.filter((typed) => typed !== '\rx'), '<&>', 'x'.repeat(40_000)];
    const rows = await read(
      await bytes(
        'hours',
        { format: 'xlsx' },
        comments.map((comment) => entry({ comment })),
      ),
    );
    const shown = rows.map((row) => row['Commentaire']);
    expect(shown.slice(0, -1).map((comment) => String(comment).trim())).toEqual(
      comments.slice(0, -1).map((typed) => typed.trim()),
    );
    expect(shown.at(-1)).toContain('NDJSON');
  });

  it('shows a month without a day, in columns as wide as their values', async () => {
    const archive = unzipSync(await bytes('hours', { format: 'xlsx' }, [entry()]));
    const part = (path: string) => strFromU8(archive[path]!);
    expect(part('xl/styles.xml')).toContain('formatCode="mm/yyyy"');
    const sheet = part('xl/worksheets/sheet1.xml');
    const widths = [...sheet.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => Number(width));
    const headings = columnsFor('hours', 'fr').map(({ heading }) => heading.length);
    expect(widths).toHaveLength(headings.length);
    expect(widths.every((width, index) => width >= Math.max(10, headings[index]!))).toBe(true);
  });

  it('begins another sheet when one is full', async () => {
    const parts: Uint8Array[] = [];
    const pages = all(Array.from({ length: 7 }, (_, n) => entry({ minutes: n })));
    for await (const part of workbook({ exported: 'hours', pages, language: 'fr', names, viewState: {} }, 4))
      parts.push(part);
    const book = Buffer.concat(parts);
    const minutes = await Promise.all(
      [1, 2, 3].map(async (sheet) => (await read(book, sheet)).map((row) => row['Minutes'])),
    );
    expect(minutes).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });
});

describe('a format for people', () => {
  const rowsOf = (csv: string, delimiter: string) =>
    parse(csv, { bom: true, columns: true, delimiter }) as readonly Record<string, string>[];
  const french = async (exported: Exported, items: readonly object[]) =>
    rowsOf(await text(exported, { format: 'csv-fr' }, items), ';');
  const english = async (exported: Exported, items: readonly object[]) => {
    const [sheet] = await readWorkbook(await bytes(exported, { format: 'xlsx', language: 'en' }, items));
    const [head = [], ...rest] = (sheet?.data ?? []) as readonly (readonly unknown[])[];
    return rest.map((cells) => Object.fromEntries(head.map((name, index) => [String(name), cells[index]])));
  };

  const given = entry({
    unit: 'half-day',
    half: 'morning',
    state: 'pending',
    employee: 'ana',
    approvedBy: 'unknown',
    authors: ['eve', 'ana'],
  });

  it('has words for codes, and those names for ids that its reader may see', async () => {
    expect(await french('hours', [given])).toMatchObject([
      {
        Unité: 'demi-journée',
        'Demi-journée': 'matin',
        État: 'en attente',
        Salarié: 'ana',
        'Salarié (nom)': 'Ana Roux',
        'Confirmé par': 'unknown',
        'Confirmé par (nom)': '',
        Auteurs: 'eve, ana',
        'Auteurs (nom)': 'effacé, Ana Roux',
      },
    ]);
    expect(await english('hours', [given])).toMatchObject([
      { Unit: 'half-day', 'Half-day': 'morning', State: 'pending', 'Employee (name)': 'Ana Roux', 'On duty': true },
    ]);
  });

  it('differs from one for programs, which keeps codes and has no names', async () => {
    const [row] = rowsOf(await text('hours', { format: 'csv' }, [given]), ',');
    expect(row).toMatchObject({ unit: 'half-day', half: 'morning', state: 'pending', employee: 'ana' });
    expect(Object.keys(row ?? {}).filter((name) => name.endsWith('Name'))).toEqual([]);
    expect(await text('hours', { format: 'ndjson' }, [given])).toBe(`${JSON.stringify(given)}\n`);
  });

  it('shows an object by the headings of its fields', async () => {
    const mission = {
      status: 'not-retained',
      basis: 'secondment',
      cause: 'heritage',
      organisation: 'hub',
      requiredAcceptances: ['employee', 'organisation'],
      suspension: { from: '2026-04-01', reason: 'force-majeure' },
      forced: false,
      evaluations: [
        { party: 'manager', scores: [{ criterion: 'skills-gained', score: 4 }], comment: { erased: true } },
        { party: 'employee', masked: 'evaluation', opensOn: null },
      ],
      outcomes: [{ indicator: 'meals', quantity: 40 }],
      outcomeState: 'claimed',
    };
    expect(await french('missions', [mission])).toMatchObject([
      {
        Statut: 'non retenue',
        Cadre: 'prêt de main-d’œuvre',
        Cause: 'patrimoine',
        Organisme: 'hub',
        'Organisme (nom)': 'Les Toits',
        'Accords requis': 'salarié, organisme',
        Suspension: 'À partir du\u00A0: 2026-04-01, Motif\u00A0: force majeure',
        'Clôture forcée': 'non',
        Évaluations:
          'Partie\u00A0: manager, Notes\u00A0: (Critère\u00A0: compétences acquises, Note\u00A0: 4), Commentaire\u00A0: effacé; ' +
          'Partie\u00A0: salarié, Masqué\u00A0: évaluations encore cachées',
        Résultats: 'Indicateur\u00A0: meals, Quantité\u00A0: 40',
        'État des résultats': 'déclarés',
      },
    ]);
    expect(await english('missions', [mission])).toMatchObject([
      {
        Status: 'not retained',
        Suspension: 'From: 2026-04-01, Reason: force majeure',
        'Organisation (name)': 'Les Toits',
      },
    ]);
  });

  it('has words for events, roles and masks', async () => {
    const event = audited({ role: 'hr', category: 'need', person: 'ana', masked: 'personal-time' });
    expect(await french('audit', [event])).toMatchObject([
      {
        Événement: 'Besoin publié',
        Rôle: 'RH',
        Catégorie: 'besoin',
        'Personne (nom)': 'Ana Roux',
        Masqué: 'bénévolat',
      },
    ]);
  });

  it('asks for all names of a page at once', async () => {
    const asked: number[] = [];
    const counted: NamesOf = async (view, ids) => {
      if (view === 'people') asked.push([...ids].length);
      return names(view, ids);
    };
    const pages = all(Array.from({ length: 450 }, () => entry({ employee: 'ana', authors: [] })));
    const named: unknown[] = [];
    for await (const items of withNames('hours', pages, counted))
      named.push(...items.map((item) => item['employeeName']));
    expect(asked.filter((count) => count > 0)).toEqual([200, 200, 50]);
    expect(named).toEqual(Array.from({ length: 450 }, () => ['Ana Roux']));
  });

  it.each<Exported>(EXPORTS)('has a heading for each column of %s, each its own', (exported) => {
    for (const language of LANGUAGES) {
      const headings = columnsFor(exported, language).map(({ heading }) => heading);
      expect(new Set(headings).size).toBe(headings.length);
    }
  });
});

describe('CloudEvents', () => {
  const body = JSON.stringify({ type: 'NeedPublished', data: { title: 'Élan' } });
  const whole = audited({ streamId: 'x', version: 1, recordedAt: '2026-03-31T20:30:05.000Z', body, hash: 'h' });
  const masked = audited({
    position: '2',
    streamId: 'x',
    recordedAt: '2026-04-01T08:00:00.000Z',
    hash: 'g',
    masked: 'evaluation',
  });

  it('are valid, and hold each event byte for byte', async () => {
    const batch = await text('audit', { format: 'cloudevents' }, [whole, masked]);
    const [first, second] = (JSON.parse(batch) as object[]).map((event) => new CloudEvent(event, true));
    expect(first).toMatchObject({
      specversion: '1.0',
      id: '1',
      source: 'urn:jalon:main',
      type: 'jalon.NeedPublished.v1',
      subject: 'x',
      stream: 'need-main.x',
      revision: 0,
      hash: 'h',
      data: { data: { title: 'Élan' } },
    });
    const sha256 = (bytesOf: string) => createHash('sha256').update(bytesOf).digest('hex');
    const stored = /"data":(\{.*\})\},$/m.exec(batch)?.[1] ?? '';
    expect(sha256(stored)).toBe(sha256(body));
    expect(second).toMatchObject({ id: '2', type: 'jalon.NeedPublished', masked: 'evaluation' });
    expect(second).not.toHaveProperty('data.type');
  });

  it('are an empty batch for an empty trail', async () => {
    expect(await text('audit', { format: 'cloudevents' }, [])).toBe('[]');
  });
});
