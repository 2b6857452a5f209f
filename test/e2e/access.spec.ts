import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine, readConfig } from '@jalon/engine';
import { TOKEN_ROLES, type TokenRole } from '@jalon/kernel';
import { commandBodies, parametersOf, pathFor, type Things } from './access-requests.js';
import { clientOf, clientWith, exchange, type Answer, type Client } from './client.js';
import { confirmedMission, dayFromToday, made, proposal, registerParties, type Parties } from './parties.js';
import { environmentOf, foldersOfSuite, startService, type Service } from './service.js';

// Every route, sent as every role to things of their own and of others, against docs/access.md: the page is the
// expectation, so a line that is changed in the code alone fails here.

type Mark = 'self' | 'team' | 'org' | 'empl.' | 'all' | 'ids' | 'publ.';
interface Line {
  readonly action: string;
  readonly kind: string;
  readonly marks: Readonly<Record<string, Mark | undefined>>;
}

/** The lines of the page, with a mark for each role that may use the action. */
function linesOf(page: string): ReadonlyMap<string, Line> {
  const tables = page.split('### ').flatMap((section) => {
    const rows = section.split('\n').filter((line) => line.startsWith('|'));
    const [head = [], , ...body] = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
    if (head[0] !== 'Action') return [];
    return body.map(([action = '', kind = '', ...marks]): [string, Line] => [
      action,
      { action, kind, marks: Object.fromEntries(marks.map((mark, index) => [head[index + 2], mark || undefined])) },
    ]);
  });
  return new Map(tables);
}

const page = linesOf(readFileSync(join(__dirname, '../../docs/access.md'), 'utf8'));
const markOf = (action: string, role: string): Mark | undefined => page.get(action)?.marks[role];

/** Whose a thing is, to the caller. */
const WHOSE = ['own', 'others', 'in personal time', 'of another tenant'] as const;
type Whose = (typeof WHOSE)[number];

function covers(mark: Mark | undefined, whose: Whose): boolean {
  switch (whose) {
    case 'own':
      return mark !== undefined;
    case 'others':
      return mark === 'all' || mark === 'empl.' || mark === 'ids';
    case 'in personal time':
      return mark === 'self' || mark === 'org';
    case 'of another tenant':
      return false;
  }
}

/** What the employers of a tenant share. */
const SHARED: readonly string[] = ['needs', 'organisations'];

/** Whether a role that is limited to the employer of `theirs` gives an action on a thing. */
function coversLimited(mark: Mark | undefined, collection: string, whose: Whose, theirs: Whose): boolean {
  if (mark !== 'empl.' || whose === 'of another tenant' || whose === 'in personal time') return false;
  return SHARED.includes(collection) || whose === theirs;
}

interface Operation {
  readonly operationId: string;
}
interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly line: Line;
}

/** The line of an operation. A query's operation has a verb that its class may lack. */
function lineOf({ operationId }: Operation): Line | undefined {
  const name = operationId.charAt(0).toUpperCase() + operationId.slice(1);
  return page.get(name) ?? page.get(name.replace(/^(Get|List)/, '')) ?? page.get(name.replace('Stream', 'Live'));
}

const { paths } = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase() as Route['method'],
    path,
    operation,
  })),
);
const routes: readonly Route[] = operations.flatMap(({ operation, ...route }) => {
  const line = lineOf(operation);
  return line ? [{ ...route, line }] : [];
});

/** The query by which a thing that a path names is read. */
const READ_BY: Readonly<Record<string, string>> = {
  missions: 'GetMission',
  needs: 'GetNeed',
  offers: 'GetOffer',
  employers: 'GetEmployer',
  organisations: 'GetOrganisation',
  people: 'GetPerson',
  publications: 'ImpactReport',
};
const readBy = ({ path }: Route) => READ_BY[path.split('/')[2] ?? ''] ?? '';
const isOfMission = ({ path }: Route) => path.startsWith('/v1/missions/{id}');

const folders = foldersOfSuite();
let service: Service;
let things: Readonly<Record<Whose, Things>>;
/** A mission that these roles proposed themselves; human resources proposed all others. */
let proposedBy: Readonly<Partial<Record<TokenRole, Pick<Things, 'mission'>>>>;
let callers: Readonly<Record<TokenRole, Client>>;
/** Human resources of the employer of `own`. */
let limitedHr: Client;
/** Auditors of one employer each, and whose things are of that employer. */
let auditors: Readonly<Record<'own' | 'others', Client>>;
let seen: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startService(folders());
  const engine = await openEngine(readConfig(environmentOf(service.folders)), { project: false });
  await engine.openTenant({ tenant: 'other', zone: 'Europe/Paris', language: 'fr', mode: 'production' });
  await engine.close();
  const ours = await registerParties(service);
  const theirs = await registerParties(service);
  const foreign = await registerParties(service, { tenant: 'other' });
  const own = await thingsOf(ours);
  const personal = { basis: 'personal-time', manager: undefined, employer: undefined };
  const { id: mission } = await made(ours.employee, '/v1/missions', { ...proposal(ours), ...personal });
  await made(ours.charity, `/v1/missions/${mission}/acceptances`);
  const entry = (await made(ours.employee, `/v1/missions/${mission}/hours`, { ...TIME, date: dayFromToday(-9) })).part!;
  things = {
    own,
    others: await thingsOf(theirs),
    'of another tenant': await thingsOf(foreign),
    'in personal time': { ...own, mission, entry },
  };
  proposedBy = {
    employee: { mission: (await made(ours.employee, '/v1/missions', proposal(ours))).id },
    organisation: { mission: (await made(ours.charity, '/v1/missions', proposal(ours))).id },
  };
  limitedHr = await humanResourcesOf(ours);
  auditors = { own: await auditorOf(ours), others: await auditorOf(theirs) };
  const { position } = await made(ours.hr, '/v1/employers', { name: 'Le dernier' });
  seen = { 'jalon-min-position': position };
  const others = await Promise.all(
    TOKEN_ROLES.map(async (role) => [role, await clientOf(service, { roles: [role], organisation: null })] as const),
  );
  callers = {
    ...(Object.fromEntries(others) as Record<TokenRole, Client>),
    employee: ours.employee,
    manager: await clientOf(service, { person: ours.manager.person, roles: ['manager'] }),
    organisation: ours.charity,
  };
  // They are in the directory, too: some commands are about one's own entry.
  for (const { person } of [callers.hr, callers.admin])
    await made(ours.hr, '/v1/people', { id: person, givenName: 'Zoé', familyName: 'Lenoir' });
});
afterAll(() => service.end());

/** Somebody from outside to whom two administrators gave the role of an auditor of the employer. */
async function auditorOf({ hr, admin, secondAdmin, employer }: Parties): Promise<Client> {
  const entry = { givenName: 'Odile', familyName: 'Vasseur', kind: 'outside-auditor', until: dayFromToday(90) };
  const { id } = await made(hr, '/v1/people', entry);
  const asked = await made(admin, `/v1/people/${id}/roles`, { role: 'auditor', employer, reason: 'Audit annuel.' });
  await made(secondAdmin, `/v1/people/${id}/roles/confirmation`, { actId: asked.part });
  return byApiToken(id, 'auditor');
}

/** Somebody of no employer to whom two administrators gave the role of human resources of the employer. */
async function humanResourcesOf({ hr, admin, secondAdmin, employer }: Parties): Promise<Client> {
  const { id } = await made(hr, '/v1/people', { givenName: 'Bruno', familyName: 'Sarda' });
  const asked = await made(admin, `/v1/people/${id}/roles`, { role: 'hr', employer, reason: 'Paie externalisée.' });
  await made(secondAdmin, `/v1/people/${id}/roles/confirmation`, { actId: asked.part });
  return byApiToken(id, 'hr');
}

/** An API token gives the roles that the directory says, with their limits; a signed one gives those that it says. */
async function byApiToken(person: string, role: TokenRole): Promise<Client> {
  const engine = await openEngine(readConfig(environmentOf(service.folders)), { project: false });
  const caller = { tenant: 'main', person, roles: [role], organisation: null };
  // As in a browser.
  const { secret } = await engine.apiTokens.make(caller, { kind: 'session', id: 'test' }, { name: 'test' });
  await engine.close();
  return clientWith(service, caller, secret);
}

const TIME = { date: dayFromToday(-8), unit: 'minutes', minutes: 60 };

/** A confirmed mission with a time entry and an open amendment, a need and an offer. */
async function thingsOf(parties: Parties): Promise<Things> {
  const { employee, manager, charity, hr, organisation, employer } = parties;
  const mission = await confirmedMission(parties);
  const need = await made(charity, '/v1/needs', { organisation, title: 'Tenir les comptes', places: 2 });
  const offer = await made(employee, '/v1/offers', { employee: employee.person, skills: ['accounting'] });
  const entry = await made(employee, `/v1/missions/${mission}/hours`, TIME);
  const amendment = await made(hr, `/v1/missions/${mission}/amendments`, { plannedMinutes: 4_300 });
  return {
    employee: employee.person,
    manager: manager.person,
    organisation,
    employer,
    mission,
    entry: entry.part!,
    amendment: amendment.part!,
    need: need.id,
    offer: offer.id,
  };
}

/** What was expected and came of each request, where these differ. */
function differing(rows: readonly (readonly [what: string, expected: unknown, came: unknown])[]): readonly unknown[] {
  expect(rows.length).toBeGreaterThan(0);
  return rows.filter(([, expected, came]) => expected !== came);
}

const named = (role: string, { method, path }: Route, whose: string) => `${role}: ${method} ${path}, ${whose}`;
const ofKind = (...kinds: readonly string[]) => routes.filter(({ line }) => kinds.includes(line.kind));
const collections = (): readonly Route[] => ofKind('query', 'export', 'live').filter(({ path }) => !path.includes('{'));

/** Reads a whole collection: as a list or, in a format, as a file. */
function read(client: Client, { path }: Route, format: string | null): Promise<Answer> {
  const parameters = parametersOf[path] ?? '?';
  const isWhole = ['/v1/reports', '/v1/tenant', '/v1/audit/events', '/v1/events'].some((one) => path.startsWith(one));
  const more = format ? `&format=${format}` : isWhole ? '' : '&limit=200';
  return client.get(`${path}${parameters}${more}`, seen);
}

describe('the page of the policies', () => {
  it('has a line for each route that is not public, and a route for each line but those of the command line', () => {
    const unlisted = operations.filter(({ operation, path }) => !lineOf(operation) && !path.startsWith('/health/'));
    expect(unlisted).toEqual([]);
    const routed = new Set(routes.map(({ line }) => line.action));
    const without = [...page.keys()].filter((action) => !action.endsWith('/export') && !routed.has(action));
    expect(without).toEqual(['OpenTenant', 'StateAdministrators']);
  });
});

describe('without an identity', () => {
  it('every route is refused', async () => {
    const rows = [];
    for (const route of routes) {
      const init = { method: route.method };
      const { status } = await exchange(`${service.url}${pathFor(route.path, things.own)}`, init);
      rows.push([named('nobody', route, ''), 401, status] as const);
    }
    expect(differing(rows)).toEqual([]);
  });
});

// Before the roles: their commands change whom people work for.
describe.each([
  ['the employer', 'own'],
  ['another employer of the tenant', 'others'],
] as const)('an auditor of %s', (_name, theirs) => {
  const auditor = () => auditors[theirs];
  const isGiven = (mark: Mark | undefined) => mark === 'self' || mark === 'empl.' || mark === 'publ.';

  it('reads one thing of the employer, and finds no other', async () => {
    const rows = [];
    for (const route of ofKind('query').filter(({ path }) => path.includes('{'))) {
      const mark = markOf(route.line.action, 'auditor');
      for (const whose of WHOSE.filter((each) => each !== 'in personal time' || isOfMission(route))) {
        const { status } = await auditor().get(pathFor(route.path, things[whose]), seen);
        const covered = coversLimited(mark, route.path.split('/')[2] ?? '', whose, theirs);
        rows.push([named('auditor', route, whose), isGiven(mark) ? (covered ? 200 : 404) : 403, status] as const);
      }
    }
    expect(differing(rows)).toEqual([]);
  });

  it('finds in lists, every kind of file and the live stream what is of the employer, and nothing else', async () => {
    const rows = [];
    for (const route of collections()) {
      const { action } = route.line;
      const mark = markOf(action, 'auditor');
      const formats = ['ndjson', 'csv', 'csv-fr', 'xlsx', ...(action === 'AuditEvents' ? ['cloudevents'] : [])];
      const files = page.has(`${action}/export`) || action === 'AuditEvents' ? formats : [];
      for (const format of action === 'AuditEvents' ? files : [null, ...files]) {
        const answer = await read(auditor(), route, format);
        const what = named('auditor', route, String(format));
        rows.push([what, isGiven(mark) ? 200 : 403, answer.status] as const);
        const [thing, by] = CONTENT[action] ?? [];
        // A workbook is compressed: no id could be found in it.
        if (answer.status !== 200 || !thing || format === 'xlsx') continue;
        for (const whose of ['own', 'others', 'of another tenant'] as const) {
          const covered = coversLimited(markOf(by ?? action, 'auditor'), `${thing}s`, whose, theirs);
          // For people, files hold words and names, and ids as well.
          rows.push([`${what}, ${whose}`, covered, answer.text.includes(things[whose][thing])] as const);
        }
      }
    }
    expect(differing(rows)).toEqual([]);
  });

  it('gives no command, whatever it is about, and runs what is for oneself', async () => {
    const rows = [];
    for (const route of ofKind('command')) {
      if (!route.path.startsWith('/v1/')) continue;
      const body = commandBodies[route.line.action]?.(things.own) ?? {};
      const { body: problem } = await auditor().send('POST', pathFor(route.path, things.own), { body });
      rows.push([named('auditor', route, ''), 'ROLE_REQUIRED', problem.code] as const);
    }
    for (const route of ofKind('operation')) {
      const type = route.path.startsWith('/v1/imports') ? 'multipart/form-data; boundary=x' : 'application/json';
      const sent = route.method === 'POST' ? { headers: { 'content-type': type }, body: 'x' } : {};
      const { status } = await auditor().send(route.method, pathFor(route.path, things.own), sent);
      const made = route.line.action === 'MakeApiToken';
      if (!made)
        rows.push([
          named('auditor', route, ''),
          !isGiven(markOf(route.line.action, 'auditor')),
          status === 403,
        ] as const);
    }
    expect(differing(rows)).toEqual([]);
  });

  it('is told which role is theirs, and for which employer', async () => {
    const { body } = await auditor().get('/v1/me');
    const { employer } = things[theirs];
    expect(body).toMatchObject({ roles: [], employerRoles: [{ role: 'auditor', employer }] });
    expect(body.accounts).toMatchObject([{ hasLeft: false, roles: [{ role: 'auditor', from: 'granted', employer }] }]);
  });
});

describe('human resources of an employer', () => {
  it('give the commands about what is of the employer, and find nothing else', async () => {
    const rows = [];
    for (const route of ofKind('command')) {
      const { action } = route.line;
      const mark = markOf(action, 'hr');
      if (mark === 'self') continue;
      const creates = !route.path.includes('{');
      for (const whose of WHOSE.filter((each) => (creates ? each === 'own' || each === 'others' : true))) {
        if (whose === 'in personal time' && (!isOfMission(route) || route.path.includes('{amendmentId}'))) continue;
        const of = things[whose];
        // What an entry leaves out is taken from it: a limited role moves nobody from their employer.
        const stays = ['RegisterPerson', 'RevisePerson'].includes(action) && { employer: of.employer };
        const body = { ...commandBodies[action]?.(of), ...stays };
        const { status, body: problem } = await limitedHr.send('POST', pathFor(route.path, of), { body });
        const outside = creates || mark !== 'empl.' ? 403 : 404;
        const expected = mark === 'empl.' && whose === 'own' ? 'taken' : outside;
        const came = [403, 404].includes(status) ? status : status < 500 && status !== 400 ? 'taken' : problem;
        rows.push([named('hr of an employer', route, whose), expected, came] as const);
      }
    }
    expect(differing(rows)).toEqual([]);
  });
});

describe.each(TOKEN_ROLES)('the role %s', (role) => {
  /** What is read of one thing: shown, refused as such a thing, or not there. */
  const readExpected = (route: Route, whose: Whose): number => {
    const mark = markOf(route.line.action, role);
    if (mark === undefined) return 403;
    if (covers(mark, whose)) return 200;
    return covers(markOf(readBy(route), role), whose) ? 403 : 404;
  };

  it('reads one thing where the page says so, and no other', async () => {
    const rows = [];
    for (const route of ofKind('query').filter(({ path }) => path.includes('{'))) {
      for (const whose of WHOSE.filter((each) => each !== 'in personal time' || isOfMission(route))) {
        const { status } = await callers[role].get(pathFor(route.path, things[whose]), seen);
        rows.push([named(role, route, whose), readExpected(route, whose), status] as const);
      }
    }
    expect(differing(rows)).toEqual([]);
  });

  it('finds in lists, files and the live stream what the page says, and nothing else', async () => {
    const rows = [];
    for (const route of collections()) {
      const { action, kind } = route.line;
      const file = page.has(`${action}/export`) ? [`${action}/export`] : [];
      for (const each of [action, ...file]) {
        const asFile = each !== action || action === 'AuditEvents';
        const answer = await read(callers[role], route, asFile ? 'ndjson' : null);
        const mark = markOf(each, role);
        rows.push([named(role, route, each), mark === undefined ? 403 : 200, answer.status] as const);
        if (answer.status !== 200) continue;
        if (action === 'ImpactReport' && !asFile)
          rows.push([
            each,
            mark === 'all' || mark === 'empl.' ? 'internal' : 'publication',
            answer.body.audience,
          ] as const);
        const [thing, by] = CONTENT[action] ?? [];
        if (!thing) continue;
        const whose =
          kind === 'query' && thing === 'mission' ? WHOSE : (['own', 'others', 'of another tenant'] as const);
        for (const of of whose) {
          const found = answer.text.includes(things[of][thing]);
          rows.push([named(role, route, `${each}, ${of}`), covers(markOf(by ?? each, role), of), found] as const);
        }
      }
    }
    expect(differing(rows)).toEqual([]);
  });

  /** A proposal is one's own where one made it; what one decides for oneself alone is about one's own entry. */
  const ownFor = ({ path, line: { action } }: Route): Things => {
    if (action === 'WithdrawMission') return { ...things.own, ...proposedBy[role] };
    const isOwnEntry = path.startsWith('/v1/people/{id}') && markOf(action, role) === 'self';
    return isOwnEntry ? { ...things.own, employee: callers[role].person } : things.own;
  };

  it('gives the commands that the page says, on the things that it says', async () => {
    const rows = [];
    for (const route of ofKind('command')) {
      const { action } = route.line;
      const creates = !route.path.includes('{');
      const mark = markOf(action, role);
      const reading = markOf(readBy(route), role);
      for (const whose of WHOSE.filter((each) => (creates ? each === 'own' || each === 'others' : true))) {
        if (whose === 'in personal time' && !isOfMission(route)) continue;
        if (route.path.includes('{month}') && whose !== 'own') continue;
        // Nobody can propose to amend a mission in personal time. A proposal is withdrawn by the party that made it.
        if (whose === 'in personal time' && (route.path.includes('{amendmentId}') || action === 'WithdrawMission'))
          continue;
        const of = whose === 'own' ? ownFor(route) : things[whose];
        const body = commandBodies[action]?.(of) ?? {};
        const { status, body: problem } = await callers[role].send('POST', pathFor(route.path, of), { body });
        const isSeen = creates || route.path.includes('{month}') || covers(reading, whose);
        // An entitled command may still meet a rule or the present state; a refused one never gets that far.
        const expected = covers(mark, whose) ? 'taken' : (mark ?? reading) && !isSeen ? 404 : 403;
        const came = [403, 404].includes(status) ? status : status < 500 && status !== 400 ? 'taken' : problem;
        rows.push([named(role, route, whose), expected, came] as const);
        // Where the decision can tell why, the table alone does not refuse: both say the same.
        if (reading && !creates)
          rows.push([named(role, route, whose), false, problem.code === 'ROLE_REQUIRED'] as const);
      }
    }
    expect(differing(rows)).toEqual([]);
  });

  it('runs the operations that the page says', async () => {
    const rows = [];
    for (const route of ofKind('operation')) {
      const type = route.path.startsWith('/v1/imports') ? 'multipart/form-data; boundary=x' : 'application/json';
      const headers = { 'content-type': type };
      const sent = route.method === 'POST' ? { headers, body: 'x' } : {};
      const { status } = await callers[role].send(route.method, pathFor(route.path, things.own), sent);
      rows.push([named(role, route, ''), markOf(route.line.action, role) === undefined, status === 403] as const);
    }
    expect(differing(rows)).toEqual([]);
  });
});

/** Which id stands in an answer for what it shows; and the line that decides, where it is not that of the query. */
const CONTENT: Readonly<Record<string, readonly [thing: keyof Things, by?: string]>> = {
  ListMissions: ['mission'],
  ListHours: ['entry'],
  ListNeeds: ['need'],
  ListOffers: ['offer'],
  ListEmployers: ['employer'],
  ListOrganisations: ['organisation'],
  ListPeople: ['employee'],
  AuditEvents: ['mission', 'GetMission'],
  LiveEvents: ['mission', 'GetMission'],
};
