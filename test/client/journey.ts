/**
 * A program of somebody who uses the API in TypeScript: a whole mission, and every query, by a client generated from the
 * OpenAPI document. `client.spec.ts` generates `jalon.ts`, compiles this file beside it as strictly as TypeScript can,
 * and runs it. Answers are neither cast nor typed by hand: what they hold is known from the document alone.
 *
 * The environment names the service (`URL`), the day (`TODAY`), an organisation (`ORGANISATION`), the token and the person
 * of each party (`HR_TOKEN`, `HR_PERSON`…), and the cookie of a session of the operator (`SESSION`). It prints the routes that it called, as JSON.
 */
import createClient, { type Client as FetchClient } from 'openapi-fetch';
import type { components, paths } from './jalon.js';

type Problem = components['schemas']['Problem'];
type Client = FetchClient<paths, 'application/json' | 'application/problem+json'>;
type Party = 'ADMIN' | 'HR' | 'SECOND_HR' | 'EMPLOYEE' | 'MANAGER' | 'CHARITY' | 'AUDITOR';

/** Properties that an answer may lack, by their documentation. */
type Optional =
  | 'part'
  | 'mode'
  | 'asOf'
  | 'incomplete'
  | 'parked'
  | 'publishable'
  | 'monthsToCome'
  | 'corrections'
  | 'differences'
  | 'words'
  | 'coordinates'
  | 'onBehalfOf'
  | 'handedOverBy'
  | 'reason'
  | 'params'
  | 'errors'
  | 'moreErrors';

/** What an event changed: its optional fields are those of the event. */
type Inexact = 'changes';

/**
 * An answer as exact as it can be: at every depth, each property is there, unless it is one of the few that may be
 * absent, and its type is known. Elsewhere a property becomes `never`, and the answer no longer fits.
 */
type Exact<T> = unknown extends T
  ? never
  : T extends readonly (infer Item)[]
    ? readonly Exact<Item>[]
    : T extends object
      ? {
          [Key in keyof T]: Key extends Optional | Inexact
            ? T[Key]
            : string extends Key
              ? T[Key]
              : object extends Pick<T, Key>
                ? never
                : Exact<T[Key]>;
        }
      : T;

interface Result<Data> {
  readonly data?: Data;
  readonly error?: Problem;
  readonly response: Response;
}

/** Compiles only where what an answer holds is exact. */
type MustBeExact<Body> = [Body] extends [Exact<Body>] ? unknown : { readonly inexact: Body };

/** The body of a success. @throws Error where it is a problem */
function read<Data>(result: Result<Data> & MustBeExact<Data>): Data {
  if (result.data !== undefined) return result.data;
  throw new Error(`${result.response.url}: ${result.response.status} ${result.error?.detail ?? ''}`);
}

/** The body of a failure. @throws Error where it is a success */
function problemOf({ error, response }: Result<unknown> & MustBeExact<Problem>): Problem {
  if (error !== undefined) return error;
  throw new Error(`${response.url}: ${response.status} without a problem`);
}

/** @throws Error unless a sentence about an answer is true */
function check(what: string, isTrue: boolean): void {
  if (!isTrue) throw new Error(`it is not so: ${what}`);
}

const [baseUrl, today] = [given('URL'), given('TODAY')];
const called = new Set<string>();

const clientOf = (party: Party): Client => clientWith({ authorization: `Bearer ${given(`${party}_TOKEN`)}` });

function clientWith(headers: Readonly<Record<string, string>>): Client {
  const client: Client = createClient({ baseUrl, headers });
  client.use({
    onRequest({ request, schemaPath }) {
      called.add(`${request.method} ${schemaPath}`);
    },
  });
  return client;
}

const admin = clientOf('ADMIN');
const hr = clientOf('HR');
const secondHr = clientOf('SECOND_HR');
const employee = clientOf('EMPLOYEE');
const manager = clientOf('MANAGER');
const charity = clientOf('CHARITY');
const auditor = clientOf('AUDITOR');

// ---- the directory and the marketplace

const [employerId, organisationId] = [crypto.randomUUID(), given('ORGANISATION')];
const [employeeId, managerId, contactId] = [given('EMPLOYEE_PERSON'), given('MANAGER_PERSON'), given('CHARITY_PERSON')];

read(await hr.POST('/v1/employers', { body: { id: employerId, name: 'Atelier Marceau', siren: '732 829 320' } }));
const registered = read(
  await hr.POST('/v1/organisations', { body: { id: organisationId, name: 'Les Jardins', register: 'rna' } }),
);
check('an answer names the events', registered.events[0]?.type === 'OrganisationRegistered');
read(
  await hr.POST('/v1/people', {
    body: { id: managerId, givenName: 'Paul', familyName: 'Meunier', employer: employerId },
  }),
);
read(
  await hr.POST('/v1/people', {
    body: {
      id: employeeId,
      givenName: 'Inès',
      familyName: 'Marchetti',
      email: 'ines.marchetti@example.org',
      employer: employerId,
      manager: managerId,
    },
  }),
);
read(
  await hr.POST('/v1/people', {
    body: { id: contactId, givenName: 'Samir', familyName: 'Benali', organisation: organisationId },
  }),
);
const ofEmployee = { path: { id: employeeId } };
read(await employee.POST('/v1/people/{id}/email-sharing', { params: ofEmployee, body: { shared: true } }));
const need = read(
  await charity.POST('/v1/needs', {
    body: { organisation: organisationId, title: 'Tenir les comptes', places: 2, skills: ['accounting'] },
  }),
);
const offer = read(await employee.POST('/v1/offers', { body: { employee: employeeId, skills: ['accounting'] } }));

// ---- a mission, from its proposal to its evaluations

const mission = read(
  await hr.POST('/v1/missions', {
    body: {
      employee: employeeId,
      employer: employerId,
      organisation: organisationId,
      manager: managerId,
      need: need.id,
      basis: 'secondment',
      title: 'Les comptes d’une épicerie',
      cause: 'social',
      startsOn: daysAgo(30),
      endsOn: daysAgo(-30),
      plannedMinutes: 4_200,
    },
  }),
);
const params = { path: { id: mission.id } };
for (const party of [employee, charity, manager]) {
  read(await party.POST('/v1/missions/{id}/acceptances', { params, body: {} }));
}
const logged = read(
  await employee.POST('/v1/missions/{id}/hours', {
    params,
    body: { date: daysAgo(2), unit: 'minutes', minutes: 210 },
  }),
);
const entry = { path: { id: mission.id, entryId: logged.part ?? '' } };
read(
  await employee.POST('/v1/missions/{id}/hours/{entryId}/corrections', {
    params: entry,
    body: { date: daysAgo(2), unit: 'minutes', minutes: 240, reason: 'Le train avait du retard.' },
  }),
);

const amendment = read(
  await hr.POST('/v1/missions/{id}/amendments', { params, body: { plannedMinutes: 4_500, reason: 'Un inventaire.' } }),
);
const amended = { path: { id: mission.id, amendmentId: amendment.part ?? '' } };
for (const party of [employee, charity, manager]) {
  read(await party.POST('/v1/missions/{id}/amendments/{amendmentId}/acceptances', { params: amended, body: {} }));
}

const asked = read(
  await hr.POST('/v1/missions/{id}/forced-closure', {
    params,
    body: { endedOn: daysAgo(1), outcomes: [], reason: 'Sans nouvelles.' },
  }),
);
const refusal = problemOf(
  await hr.POST('/v1/missions/{id}/forced-closure/confirmation', { params, body: { actId: asked.part ?? '' } }),
);
check('nobody is both people of an act', refusal.code === 'SAME_PERSON_TWICE');
read(await secondHr.POST('/v1/missions/{id}/forced-closure/refusal', { params, body: { actId: asked.part ?? '' } }));
read(await charity.POST('/v1/missions/{id}/hours/{entryId}/approval', { params: entry, body: {} }));

read(
  await hr.POST('/v1/missions/{id}/closure', {
    params,
    body: {
      endedOn: daysAgo(1),
      outcomes: [{ indicator: 'people-trained', quantity: 12 }],
      reason: 'Tout est fait.',
    },
  }),
);
read(await charity.POST('/v1/missions/{id}/outcomes/confirmation', { params, body: {} }));
let last = mission;
for (const party of [employee, charity, manager, hr]) {
  last = read(
    await party.POST('/v1/missions/{id}/evaluations', {
      params,
      body: { scores: [{ criterion: 'usefulness', score: 5 }] },
    }),
  );
}

// ---- every query, as of the last answer

const header = { 'Jalon-Min-Position': last.position ?? '' };
const one = (id: string) => ({ params: { path: { id }, header } });
const all = { params: { header, query: { limit: 200 } } };

const read1 = read(await auditor.GET('/v1/missions/{id}', one(mission.id)));
check('the mission holds its time', read1.approvedMinutes === 240 && read1.plannedMinutes === 4_500);
const scores = read1.evaluations.map((each) => ('masked' in each ? each.masked : each.scores[0]?.score));
check('every party’s evaluation is shown once all are there', scores.join() === '5,5,5,5');
const host = read(await charity.GET('/v1/missions/{id}', one(mission.id)));
const addresses = host.people.flatMap(({ email }) => (email === null ? [] : [nameOf(email)]));
check('one may write to who shares an address', addresses.join() === 'ines.marchetti@example.org');
const missions = read(await auditor.GET('/v1/missions', all));
check('the list holds the mission', missions.items[0]?.title === read1.title && missions.next === null);

const history = read(await auditor.GET('/v1/missions/{id}/history', one(mission.id)));
const corrections = history.items.flatMap((each) =>
  each.type === 'HoursCorrected' && !('masked' in each)
    ? [each.changes.after.minutes - each.changes.before.minutes]
    : [],
);
check('the history knows what an event changed, by its type', corrections.join() === '30');

const hours = read(await charity.GET('/v1/hours', { params: { header, query: { mission: mission.id } } }));
check('the time is approved', hours.items[0]?.state === 'approved' && hours.items[0].minutes === 240);

const shown = read(await employee.GET('/v1/needs/{id}', one(need.id)));
check('one place is taken', shown.places - shown.claimedPlaces === 1);
check('the list of needs holds it', read(await employee.GET('/v1/needs', all)).items[0]?.id === shown.id);
const forOffer = read(await employee.GET('/v1/offers/{id}/matches', one(offer.id))).items[0];
check('the need matches the offer', forOffer?.need.title === shown.title && forOffer.score > 0);
check('the reasons add up', forOffer?.reasons.reduce((sum, { points }) => sum + points, 0) === forOffer?.score);
const forNeed = read(await hr.GET('/v1/needs/{id}/matches', one(need.id))).items[0];
check('the offer matches the need', forNeed?.offer.employee === employeeId);
check('the offer is open', read(await employee.GET('/v1/offers/{id}', one(offer.id))).status === 'open');
check('the list of offers holds it', read(await hr.GET('/v1/offers', all)).items[0]?.skills[0] === 'accounting');

check('a name is text', read(await hr.GET('/v1/employers/{id}', one(employerId))).name.startsWith('Atelier'));
check('a SIREN is spelt in one way', read(await hr.GET('/v1/employers', all)).items[0]?.siren === '732829320');
check('a name is text', read(await hr.GET('/v1/organisations/{id}', one(organisationId))).name.endsWith('Jardins'));
check('it is no branch', read(await hr.GET('/v1/organisations', all)).items[0]?.branchOf === null);
const someone = read(await hr.GET('/v1/people/{id}', one(employeeId)));
check('HR sees the name', 'familyName' in someone && nameOf(someone.familyName) === 'Marchetti');
const people = read(await hr.GET('/v1/people', all)).items;
check(
  'the list of people holds all',
  people.some(({ id }) => id === contactId),
);

const period = { from: daysAgo(31).slice(0, 7), to: today.slice(0, 7) };
const settled = daysAgo(100).slice(0, 7);
const report = read(await hr.GET('/v1/reports/impact', { params: { header, query: { ...period, groupBy: 'cause' } } }));
const minutes = report.rows.map((row) => row.confirmedMinutes);
check('the report counts the time', minutes.join() === '240' && report.audience === 'internal');
check('the total is the row’s', 'people' in report.total && report.total.people === 1);
const published = read(
  await charity.GET('/v1/reports/impact', {
    params: { header, query: { from: settled, to: settled, groupBy: 'cause' } },
  }),
);
check(
  'a publication without enough people shows nothing',
  published.rows.length === 0 && 'suppressed' in published.total,
);
const entries = read(
  await hr.GET('/v1/reports/impact/entries', { params: { header, query: { ...period, groupBy: 'month' } } }),
);
check('the report names its entries', entries.items[0]?.entryId === logged.part && entries.at === today);

const acts = read(await secondHr.GET('/v1/acts', all));
check('the act was refused', acts.items[0]?.status === 'refused' && acts.items[0].actId === asked.part);
// What a page of the service sends.
const browser = clientWith({ cookie: given('SESSION'), 'sec-fetch-site': 'same-origin', 'jalon-request': '1' });
const token = read(
  await browser.POST('/v1/tokens', { body: { name: 'Nightly export', roles: ['hr'], expiresInDays: 30 } }),
);
check('a token is shown once', token.token.startsWith('jln_') && token.lastUsedAt === null);
const tokens = read(await browser.GET('/v1/tokens'));
check('the token is listed', tokens.items[0]?.id === token.id && tokens.items[0].name === 'Nightly export');
const revoked = read(await browser.POST('/v1/tokens/{id}/revocation', { params: { path: { id: token.id } } }));
check('the token is revoked', revoked.revokedAt !== null);
const trail = read(await auditor.GET('/v1/audit/events', { params: { header, query: { type: 'MissionClosed' } } }));
const closings = trail.items.map((each) => ('masked' in each ? each.masked : each.role));
check('the trail says in which role it was closed', closings.join() === 'hr');
const improper = read(await auditor.GET('/v1/audit/improper-approvals', { params: { header } }));
const excluded = improper.items.flatMap(({ sameHuman }) => sameHuman.map(({ person, mergers }) => [person, mergers]));
check('nobody approved what is their own', excluded.length === 0);

// ---- an import

const file = ['N;G;F', 'M-1;Hélène;Caron', 'M-2;Moussa;'].join('\n');
const mapping = JSON.stringify({
  separator: ';',
  person: { staffNumber: 'N', givenName: 'G', familyName: 'F', employer: { constant: employerId } },
});
let progress = read(
  await hr.POST('/v1/imports/people', {
    body: { file, mapping, dryRun: 'true' },
    bodySerializer(parts) {
      const form = new FormData();
      form.append('file', new Blob([parts.file]), 'people.csv');
      form.append('mapping', parts.mapping);
      if (parts.dryRun !== undefined) form.append('dryRun', parts.dryRun);
      return form;
    },
  }),
);
while (progress.endedAt === null) {
  progress = read(await hr.GET('/v1/imports/{id}', { params: { path: { id: progress.id } } }));
}
check('it foresees what an import does', progress.state === 'done' && progress.report?.created === 1);
check('it says what is wrong with a row', progress.report?.rows[0]?.code === 'FIELD_MISSING');

// ---- what is no JSON

const table = await auditor.GET('/v1/hours', {
  params: { header, query: { format: 'csv' } },
  headers: { accept: 'text/csv' },
  parseAs: 'text',
});
check('a table has a line for each entry', table.data?.trim().split('\n').length === 2);
const stream = await auditor.GET('/v1/events/stream', {
  params: { query: { after: '0' } },
  headers: { accept: 'text/event-stream' },
  parseAs: 'stream',
});
check('the live stream is one', stream.response.headers.get('content-type')?.startsWith('text/event-stream') ?? false);
await stream.data?.cancel();

// ---- refusals, and what operators read

// ---- the tenant

const settings = read(await manager.GET('/v1/tenant'));
check('what managers see can be read', settings.managerDetail === 'schedule' && settings.tenant === 'main');

// ---- roles

const reason = 'Follows Claire.';
const grant = { path: { id: managerId } };
read(await admin.POST('/v1/people/{id}/roles', { params: grant, body: { role: 'works-council', reason } }));
const roleAsked = read(await admin.POST('/v1/people/{id}/roles', { params: grant, body: { role: 'dpo', reason } }));
check('a strong role takes two people', roleAsked.events[0]?.type === 'RoleGrantRequested');
const actOf = { actId: roleAsked.part ?? '' };
const alone = await admin.POST('/v1/people/{id}/roles/confirmation', { params: grant, body: actOf });
check('its requester does not confirm it', problemOf(alone).code === 'SAME_PERSON_TWICE');
read(await admin.POST('/v1/people/{id}/roles/withdrawal', { params: grant, body: actOf }));
const again = read(await admin.POST('/v1/people/{id}/roles', { params: grant, body: { role: 'dpo', reason } }));
const refusing = await admin.POST('/v1/people/{id}/roles/refusal', {
  params: grant,
  body: { actId: again.part ?? '' },
});
check('its requester does not refuse it', problemOf(refusing).code === 'SAME_PERSON_TWICE');
const taken = read(
  await admin.POST('/v1/people/{id}/roles/revocation', { params: grant, body: { role: 'works-council', reason } }),
);
const thereafter = { 'Jalon-Min-Position': taken.position ?? '' };
const listed = read(await admin.GET('/v1/roles', { params: { header: thereafter } }));
check('a role says since when', listed.items[0]?.revokedAt !== null && listed.items[0]?.role === 'works-council');
const whole = read(await hr.GET('/v1/people/{id}', { params: { ...grant, header: thereafter } }));
check(
  'roles are those of today',
  'roles' in whole && whole.roles.map(({ role }) => role).join() === 'employee,manager',
);

const reads = read(await auditor.GET('/v1/audit/reads'));
check(
  'the audit tells who looked at whom',
  reads.items.every(({ people }) => people >= 0),
);
const refusals = read(await auditor.GET('/v1/audit/refusals'));
check(
  'and what was refused to whom',
  refusals.items.every(({ command }) => command !== ''),
);
const ofMe = read(await employee.GET('/v1/me/reads'));
check(
  'a person reads who looked at them',
  ofMe.items.every(({ purpose }) => purpose.fr !== ''),
);
const links = read(await admin.GET('/v1/people/{id}/identities', { params: { path: { id: managerId } } }));
check('nobody logs in by a provider here', links.items.length === 0);
const sessions = read(await charity.GET('/v1/me/sessions'));
check('nor in a browser', sessions.items.length === 0);
const invitations = read(await hr.GET('/v1/invitations'));
check('nor by an invitation', invitations.items.length === 0);
const passkeys = read(await charity.GET('/v1/passkeys'));
check('nor by a passkey', passkeys.items.length === 0);

const me = read(await charity.GET('/v1/me'));
const [account] = me.accounts;
check('one learns who one is', me.person === contactId && me.organisation === organisationId);
check('and where one’s roles are from', account?.roles[0]?.from === 'token' && me.credential.kind === 'signed');

const invalid = problemOf(await hr.POST('/v1/employers', { body: { name: '' } }));
check('each fault names its field', invalid.errors?.[0]?.field === 'name' && invalid.code === 'FIELD_INVALID');
const unknown = problemOf(await createClient<paths>({ baseUrl }).GET('/v1/missions'));
check('without a token nobody is answered', unknown.code === 'AUTHENTICATION_REQUIRED');
check('the process lives', read(await hr.GET('/health/live')).status === 'live');
const ready = (await hr.GET('/health/ready')).data;
check('it is ready, with all its views', ready?.status === 'ready' && ready.viewsBeingBuilt?.length === 0);
const metrics = await auditor.GET('/metrics', { parseAs: 'text' });
check('metrics are text', metrics.data?.includes('jalon_') ?? false);
check(
  'metrics are not for everyone',
  problemOf(await employee.GET('/metrics', { parseAs: 'text' })).code === 'ROLE_REQUIRED',
);

process.stdout.write(JSON.stringify([...called]));

// ---- helpers

/** The day of the tenant that many days before today. */
function daysAgo(days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
}

/** @throws Error where the environment lacks it */
function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** A personal field reads as an object once its key is destroyed. */
function nameOf(name: string | components['schemas']['Erased'] | null): string | null {
  return typeof name === 'string' ? name : null;
}
