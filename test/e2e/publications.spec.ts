import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { jalon } from './cli.js';
import { clientOf, type Answer, type Client } from './client.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { tokensOf } from './position-tokens.js';

interface Operation {
  readonly parameters?: readonly {
    readonly name?: string;
    readonly in?: string;
    readonly schema?: { readonly enum?: readonly string[] };
  }[];
}
const DOCUMENT = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
type Item = Readonly<Record<string, unknown>>;

/** Fields and columns of time given; what is planned or asked for is none. */
const TIME_GIVEN =
  /^(?:minutes|hours|halfDays|(?:approved|confirmed|pending|unanswered|rejected|voided)\w*|hoursHundredths|fteThousandths|halfDaysLogged|minutesLogged)$/;
/** A real year is lived before these tests, in a demonstration tenant: months of it were published. */
const YEAR = { from: '2025-01', to: '2025-12' };

const folders = newFolders();
let service: Service;
let hr: Client;
/** What HR sees of a path: the first id that it lists. */
let known: Readonly<Record<string, string>>;
/** The last position, and one in the first days. */
let position: string;
let early: string;
let strangers: Readonly<Record<string, Client>>;

beforeAll(async () => {
  const { code, stdout, stderr } = await jalon(folders, 'seed', '--missions', '120', '--seed', 'vauban', '--json');
  expect([code, stderr]).toEqual([0, '']);
  const tokens = tokensOf(folders);
  position = tokens.give('demo', String((JSON.parse(stdout) as Item)['position']));
  early = tokens.give('demo', '100');
  service = await startService(folders);
  const as = (
    roles: readonly ['employee' | 'organisation' | 'manager' | 'hr', ...string[]],
    organisation: string | null = null,
  ) => clientOf(service, { tenant: 'demo', roles: roles as never, organisation });
  hr = await as(['hr']);
  strangers = {
    'an employee': await as(['employee']),
    'a coordinator of an organisation': await as(['organisation'], randomUUID()),
    'a manager': await as(['manager']),
  };
  const first = async (path: string) => {
    const { items } = (await hr.get(`${path}?limit=1`, { 'jalon-min-position': position })).body as {
      items: readonly Item[];
    };
    return String(items[0]?.['id']);
  };
  const lists = ['missions', 'needs', 'offers', 'people', 'organisations', 'employers'];
  known = Object.fromEntries(await Promise.all(lists.map(async (list) => [list, await first(`/v1/${list}`)] as const)));
}, 300_000);
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

/** Every GET of the document, with its ids, its moments, its groupings and its forms. */
function everyPath(): readonly string[] {
  return Object.entries(DOCUMENT.paths).flatMap(([path, { get }]) => {
    if (!get) return [];
    const list = path.split('/')[2] ?? '';
    const filled = path.replace('{id}', known[list] ?? randomUUID());
    const names = (get.parameters ?? []).flatMap(({ name }) => name ?? []);
    const values: Readonly<Record<string, readonly string[]>> = {
      asOf: ['2025-06', '2025-06-15', '2025-06-15T10:00:00Z', early, position],
      at: ['2025-12-31'],
      revision: ['3'],
      audience: ['internal'],
      after: ['0'],
    };
    const needed = names.includes('from') ? [`from=${YEAR.from}&to=${YEAR.to}`] : [''];
    const variants = (get.parameters ?? []).flatMap(({ name = '', schema, in: place }) =>
      place === 'header' || name === 'id'
        ? []
        : (values[name] ?? schema?.enum ?? []).map((value) => `${name}=${value}`),
    );
    return [...needed, ...variants.map((variant) => [...needed.filter(Boolean), variant].join('&'))].map((query) =>
      query === '' ? filled : `${filled}?${query}`,
    );
  });
}

/** Every number of time given that an answer holds, of JSON and of tables. */
function timeIn({ headers, text }: Answer): readonly string[] {
  const type = headers.get('content-type') ?? '';
  const found: string[] = [];
  const look = (value: unknown, under: string | null): void => {
    if (typeof value === 'number') {
      if (under !== null && value > 0) found.push(`${under} ${value}`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) look(inner, TIME_GIVEN.test(name) ? name : under);
    }
  };
  if (type.startsWith('text/csv')) {
    const delimiter = /^[^\n]*;/.test(text) ? ';' : ',';
    const rows = parse(text, { bom: true, columns: true, delimiter }) as readonly Item[];
    for (const row of rows) {
      for (const [name, value] of Object.entries(row))
        if (TIME_GIVEN.test(name) && Number(value) > 0) found.push(`${name} ${String(value)}`);
    }
  } else if (type.startsWith('text/event-stream')) {
    for (const [, data = ''] of text.matchAll(/^data: ?(.*)$/gm)) look(jsonOf(data), null);
  } else {
    for (const line of type.includes('ndjson') ? text.trim().split('\n') : [text]) look(jsonOf(line), null);
  }
  return found;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isReport = (path: string) => path.startsWith('/v1/reports/impact?');

describe('who gets publications', () => {
  it('would see others’ time on these paths, were it shown', async () => {
    const seen = (await Promise.all(everyPath().map((path) => hr.get(path)))).flatMap(timeIn);
    expect(seen.length).toBeGreaterThan(500);
  });

  it.each(['an employee', 'a coordinator of an organisation', 'a manager'])(
    'sees no time of others on any path: %s',
    async (who) => {
      const paths = everyPath();
      expect(paths.length).toBeGreaterThan(80);
      for (const path of paths.filter((each) => !isReport(each))) {
        const answer = await strangers[who]!.get(path);
        expect([path, answer.status < 500, timeIn(answer)]).toEqual([path, true, []]);
      }
    },
  );

  it.each(['an employee', 'a coordinator of an organisation', 'a manager'])(
    'gets published states only, in every form: %s',
    async (who) => {
      let figures = 0;
      for (const path of everyPath().filter(isReport)) {
        const answer = await strangers[who]!.get(path);
        const asked = path.replace('&audience=internal', '');
        const published = await hr.get(`${asked}&audience=publication`);
        expect([path, answer.status]).toEqual([path, published.status]);
        if (answer.status !== 200) {
          expect(['PUBLICATION_MOMENT', 'PUBLICATION_NOT_LISTED']).toContain(answer.body.code);
          continue;
        }
        figures += timeIn(answer).length;
        if (answer.body === null) {
          if (!path.includes('xlsx')) expect(answer.text).toBe(published.text);
          continue;
        }
        const { differences, ...shown } = published.body as Item;
        expect(answer.body).toEqual(shown);
        expect(differences).toBeDefined();
      }
      expect(figures).toBeGreaterThan(50);
    },
  );

  it('sees their own time, and nobody else’s', async () => {
    const { items } = (await hr.get('/v1/hours?limit=1')).body as { items: readonly Item[] };
    const person = String(items[0]?.['employee']);
    const own = await clientOf(service, { tenant: 'demo', roles: ['employee'], person });
    const lines = (await own.get('/v1/hours?format=ndjson')).text.trim().split('\n');
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines.map((line) => (JSON.parse(line) as Item)['employee']))).toEqual(new Set([person]));
  });
});
