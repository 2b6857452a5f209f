import type { Answer, Client } from './client.js';
import { dayFromToday, proposal, type Parties } from './parties.js';

/** Ids of the things that `everyCommand` makes: the same for whichever parties it is run. */
export const THINGS = {
  need: '0198f0a0-0000-7000-8000-0000000000a1',
  secondNeed: '0198f0a0-0000-7000-8000-0000000000a2',
  offer: '0198f0a0-0000-7000-8000-0000000000b1',
  secondOffer: '0198f0a0-0000-7000-8000-0000000000b2',
  employer: '0198f0a0-0000-7000-8000-0000000000c1',
  organisation: '0198f0a0-0000-7000-8000-0000000000c2',
  person: '0198f0a0-0000-7000-8000-0000000000c3',
  mission: '0198f0a0-0000-7000-8000-0000000000d1',
  declined: '0198f0a0-0000-7000-8000-0000000000d2',
  withdrawn: '0198f0a0-0000-7000-8000-0000000000d3',
  cancelled: '0198f0a0-0000-7000-8000-0000000000d4',
  forced: '0198f0a0-0000-7000-8000-0000000000d5',
  entry: '0198f0a0-0000-7000-8000-0000000000e1',
  secondEntry: '0198f0a0-0000-7000-8000-0000000000e2',
  amendment: '0198f0a0-0000-7000-8000-0000000000f1',
  secondAmendment: '0198f0a0-0000-7000-8000-0000000000f2',
} as const;

/** A body that must name an act is made from the act that was requested last. */
type Step = readonly [by: Client, path: string, body?: object | ((actId: string) => object)];

const thatAct = (actId: string) => ({ actId });

/** Sends every command of the API once at least, each acceptable when its turn comes; `mark` stands in every text. */
export async function everyCommand(parties: Parties, mark: string): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let actId = '';
  for (const [index, [by, path, body]] of steps(parties, mark).entries()) {
    const sent = typeof body === 'function' ? body(actId) : body;
    const answer = await by.post(path, sent, { 'idempotency-key': `step-${index}` });
    if (answer.body.part !== undefined) actId = String(answer.body.part);
    answers.push(answer);
  }
  return answers;
}

/** The paths of those commands, in order. */
export function commandPaths(parties: Parties): readonly string[] {
  return steps(parties, '').map(([, path]) => path);
}

function steps(parties: Parties, mark: string): readonly Step[] {
  return [
    ...directorySteps(parties, mark),
    ...marketplaceSteps(parties, mark),
    ...missionSteps(parties, mark),
    ...otherEnds(parties, mark),
    ...correctionSteps(parties),
  ];
}

function directorySteps(parties: Parties, mark: string): readonly Step[] {
  const { hr, admin, secondAdmin, organisation, employee } = parties;
  const person = { givenName: 'Zoé', familyName: `Lenoir ${mark}` };
  const roles = `/v1/people/${THINGS.person}/roles`;
  const elected = { role: 'works-council', reason: `Élue. ${mark}` };
  const named = { role: 'dpo', reason: `Nommée. ${mark}` };
  return [
    [hr, '/v1/employers', { id: THINGS.employer, name: `Filiale ${mark}` }],
    [hr, `/v1/employers/${THINGS.employer}/revisions`, { name: `Filiale Est ${mark}` }],
    [hr, `/v1/employers/${THINGS.employer}/closure`, { closedOn: dayFromToday(-1) }],
    [hr, '/v1/organisations', { id: THINGS.organisation, name: `Le Refuge ${mark}`, register: 'rna' }],
    [hr, `/v1/organisations/${THINGS.organisation}/revisions`, { name: `Le Grand Refuge ${mark}`, register: 'rna' }],
    ...mergerSteps(parties, `/v1/organisations/${THINGS.organisation}`, organisation),
    [hr, `/v1/organisations/${THINGS.organisation}/closure`, { closedOn: dayFromToday(-1) }],
    [hr, '/v1/people', { id: THINGS.person, ...person }],
    [hr, `/v1/people/${THINGS.person}/revisions`, { ...person, site: 'nantes' }],
    [employee, `/v1/people/${employee.person}/email-sharing`, { shared: true }],
    [employee, `/v1/people/${employee.person}/private-email`, { privateEmail: 'ines@example.net' }],
    [employee, `/v1/people/${employee.person}/private-email/withdrawal`],
    ...mergerSteps(parties, `/v1/people/${THINGS.person}`, employee.person),
    [admin, '/v1/tenant/manager-detail', { managerDetail: 'whole' }],
    [admin, '/v1/tenant/manager-detail', { managerDetail: 'schedule' }],
    [admin, roles, elected],
    [admin, `${roles}/revocation`, elected],
    [admin, roles, named],
    [admin, `${roles}/withdrawal`, thatAct],
    [admin, roles, named],
    [secondAdmin, `${roles}/refusal`, thatAct],
    [admin, roles, named],
    [secondAdmin, `${roles}/confirmation`, thatAct],
    [hr, `/v1/people/${THINGS.person}/departure`, { leftOn: dayFromToday(-1) }],
  ];
}

/** What two people decide about one thing and another that are the same. */
function mergerSteps({ hr, secondHr }: Parties, path: string, into: string): readonly Step[] {
  const [merger, separation] = [`${path}/merger`, `${path}/separation`];
  return [
    [hr, merger, { into }],
    [hr, `${merger}/withdrawal`, thatAct],
    [hr, merger, { into }],
    [secondHr, `${merger}/refusal`, thatAct],
    [hr, merger, { into }],
    [secondHr, `${merger}/confirmation`, thatAct],
    [hr, separation],
    [hr, `${separation}/withdrawal`, thatAct],
    [hr, separation],
    [secondHr, `${separation}/refusal`, thatAct],
    [hr, separation],
    [secondHr, `${separation}/confirmation`, thatAct],
  ];
}

function marketplaceSteps({ charity, employee, organisation }: Parties, mark: string): readonly Step[] {
  const need = { title: `Tenir les comptes ${mark}`, places: 2, skills: ['accounting'] };
  const offer = { skills: ['accounting'], words: `Volontiers le soir. ${mark}` };
  return [
    [charity, '/v1/needs', { id: THINGS.need, organisation, ...need }],
    [charity, `/v1/needs/${THINGS.need}/revisions`, { ...need, places: 3 }],
    [charity, '/v1/needs', { id: THINGS.secondNeed, organisation, ...need }],
    [charity, `/v1/needs/${THINGS.secondNeed}/closure`, { reason: 'withdrawn' }],
    [employee, '/v1/offers', { id: THINGS.offer, employee: employee.person, ...offer }],
    [employee, `/v1/offers/${THINGS.offer}/revisions`, { ...offer, minutesPerWeek: 120 }],
    [employee, '/v1/offers', { id: THINGS.secondOffer, employee: employee.person, ...offer }],
    [employee, `/v1/offers/${THINGS.secondOffer}/withdrawal`],
  ];
}

function confirmed({ hr, employee, charity, manager, ...parties }: Parties, id: string, more: object): readonly Step[] {
  const answering = [employee, charity, manager];
  return [
    [hr, '/v1/missions', { ...proposal({ hr, employee, charity, manager, ...parties }), id, ...more }],
    ...answering.map((party): Step => [party, `/v1/missions/${id}/acceptances`]),
  ];
}

function missionSteps(parties: Parties, mark: string): readonly Step[] {
  const { hr, employee, charity, manager } = parties;
  const path = `/v1/missions/${THINGS.mission}`;
  const time = { date: dayFromToday(-3), unit: 'minutes', minutes: 90 };
  return [
    ...confirmed(parties, THINGS.mission, { title: `Comptes ${mark}`, need: THINGS.need }),
    [employee, `${path}/hours`, { ...time, entryId: THINGS.entry, comment: `Le matin. ${mark}` }],
    [employee, `${path}/hours/${THINGS.entry}/corrections`, { ...time, minutes: 60, reason: `Une erreur. ${mark}` }],
    [charity, `${path}/hours/${THINGS.entry}/approval`],
    [employee, `${path}/hours`, { ...time, date: dayFromToday(-2), entryId: THINGS.secondEntry }],
    [charity, `${path}/hours/${THINGS.secondEntry}/rejection`, { reason: `Pas venue. ${mark}` }],
    [hr, `${path}/amendments`, { amendmentId: THINGS.amendment, plannedMinutes: 5_000, reason: mark }],
    [charity, `${path}/amendments/${THINGS.amendment}/decline`, { reason: `Trop long. ${mark}` }],
    [hr, `${path}/amendments`, { amendmentId: THINGS.secondAmendment, plannedMinutes: 4_500 }],
    ...[employee, charity, manager].map((party): Step => [
      party,
      `${path}/amendments/${THINGS.secondAmendment}/acceptances`,
    ]),
    [hr, `${path}/suspension`, { from: dayFromToday(-1), reason: 'force-majeure' }],
    [hr, `${path}/resumption`, { from: dayFromToday(0) }],
    [hr, `${path}/attribution/corrections`, { field: 'site', value: 'lyon-3', reason: `Déménagement. ${mark}` }],
    [
      hr,
      `${path}/closure`,
      {
        endedOn: dayFromToday(0),
        outcomes: [{ indicator: 'people-trained', quantity: 3 }],
        reason: `Fini plus tôt. ${mark}`,
      },
    ],
    [charity, `${path}/outcomes/confirmation`],
    ...[employee, charity, manager, hr].map((party): Step => [
      party,
      `${path}/evaluations`,
      { scores: [{ criterion: 'usefulness', score: 4 }], comment: `Bien. ${mark}` },
    ]),
  ];
}

/** What two people decide about the publication of a month that was published before. */
function correctionSteps({ hr, secondHr }: Parties): readonly Step[] {
  const correction = `/v1/publications/${dayFromToday(-100).slice(0, 7)}/correction`;
  return [
    [hr, correction],
    [hr, `${correction}/withdrawal`, thatAct],
    [hr, correction],
    [secondHr, `${correction}/refusal`, thatAct],
    [hr, correction],
    [secondHr, `${correction}/confirmation`, thatAct],
  ];
}

/** Missions that end in other ways. */
function otherEnds(parties: Parties, mark: string): readonly Step[] {
  const { hr, secondHr, employee, charity } = parties;
  const proposed = (id: string): Step => [hr, '/v1/missions', { ...proposal(parties), id, title: `Comptes ${mark}` }];
  const cancelled = `/v1/missions/${THINGS.cancelled}`;
  const forced = `/v1/missions/${THINGS.forced}`;
  const request = (why: string) => ({ endedOn: dayFromToday(-1), outcomes: [], reason: `${why} ${mark}` });
  return [
    proposed(THINGS.declined),
    [charity, `/v1/missions/${THINGS.declined}/decline`, { reason: `Pas le moment. ${mark}` }],
    proposed(THINGS.withdrawn),
    [hr, `/v1/missions/${THINGS.withdrawn}/withdrawal`, { reason: `Changement. ${mark}` }],
    ...confirmed(parties, THINGS.cancelled, { title: `Comptes ${mark}` }),
    [employee, `${cancelled}/hours`, { date: dayFromToday(-5), unit: 'half-day', half: 'afternoon' }],
    [hr, `${cancelled}/forced-closure`, request('Sans suite.')],
    [hr, `${cancelled}/cancellation`, { reason: 'company-decision' }],
    ...confirmed(parties, THINGS.forced, { title: `Comptes ${mark}` }),
    [employee, `${forced}/hours`, { date: dayFromToday(-5), unit: 'half-day', half: 'morning' }],
    [hr, `${forced}/forced-closure`, request('Trop tôt.')],
    [hr, `${forced}/forced-closure/withdrawal`, thatAct],
    [hr, `${forced}/forced-closure`, request('Sans nouvelles.')],
    [secondHr, `${forced}/forced-closure/refusal`, thatAct],
    [hr, `${forced}/forced-closure`, request('Sans réponse.')],
    [secondHr, `${forced}/forced-closure/confirmation`, thatAct],
    [charity, `${forced}/outcomes/dispute`, { reason: `Non. ${mark}` }],
  ];
}
