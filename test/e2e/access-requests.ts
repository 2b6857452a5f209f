import { dayFromToday } from './parties.js';

/** Things that one role has its own of, and others have theirs. */
export interface Things {
  readonly employee: string;
  readonly manager: string;
  readonly organisation: string;
  readonly employer: string;
  readonly mission: string;
  readonly entry: string;
  readonly amendment: string;
  readonly need: string;
  readonly offer: string;
}

/** A value that fits where a command names an act or an id that there is none of. */
const NOTHING = '0198f0a0-0000-7000-8000-00000000dead';
const MONTH = dayFromToday(-100).slice(0, 7);
const act = { actId: NOTHING };
const reason = 'Vu avec elle.';
const time = { date: dayFromToday(-3), unit: 'minutes', minutes: 30 };
const person = { givenName: 'Zoé', familyName: 'Lenoir' };
const role = ({ organisation }: Things) => ({ role: 'organisation', organisation, reason });
const closure = { endedOn: dayFromToday(0), outcomes: [], reason };

/** The body of each command that has one: such as whoever may give the command could send. */
export const commandBodies: Readonly<Record<string, (things: Things) => object>> = {
  ProposeMission: ({ employee, manager, organisation, employer }) => ({
    employee,
    manager,
    organisation,
    employer,
    basis: 'secondment',
    title: 'Comptes',
    startsOn: dayFromToday(-30),
    endsOn: dayFromToday(30),
    plannedMinutes: 600,
  }),
  DeclineMission: () => ({}),
  WithdrawMission: () => ({}),
  SuspendMission: () => ({ from: dayFromToday(0), reason: 'force-majeure' }),
  ResumeMission: () => ({ from: dayFromToday(0) }),
  CancelMission: () => ({ reason: 'company-decision' }),
  CorrectAttribution: () => ({ field: 'site', value: 'lyon-3', reason }),
  CloseMission: () => closure,
  RequestForcedClosure: () => closure,
  ConfirmForcedClosure: () => act,
  RefuseForcedClosure: () => act,
  WithdrawForcedClosure: () => act,
  ProposeAmendment: () => ({ plannedMinutes: 5_000, reason }),
  DeclineAmendment: () => ({ reason }),
  LogHours: () => time,
  CorrectHours: () => ({ ...time, minutes: 45, reason }),
  RejectHours: () => ({ reason }),
  DisputeOutcomes: () => ({ reason }),
  EvaluateMission: () => ({ scores: [{ criterion: 'usefulness', score: 4 }] }),
  PublishNeed: ({ organisation }) => ({ organisation, title: 'Tenir les comptes', places: 2 }),
  ReviseNeed: () => ({ title: 'Tenir les comptes', places: 2 }),
  CloseNeed: () => ({ reason: 'withdrawn' }),
  PublishOffer: ({ employee }) => ({ employee, skills: ['accounting'] }),
  ReviseOffer: () => ({ skills: ['accounting'] }),
  RegisterEmployer: () => ({ name: 'Filiale' }),
  ReviseEmployer: () => ({ name: 'Filiale Est' }),
  CloseEmployer: () => ({ closedOn: '9999-12-31' }),
  RegisterOrganisation: () => ({ name: 'Le Refuge', register: 'rna' }),
  ReviseOrganisation: () => ({ name: 'Le Grand Refuge', register: 'rna' }),
  CloseOrganisation: () => ({ closedOn: '9999-12-31' }),
  RequestOrganisationMerger: ({ organisation }) => ({ into: organisation }),
  ConfirmOrganisationMerger: () => act,
  RefuseOrganisationMerger: () => act,
  WithdrawOrganisationMerger: () => act,
  ConfirmOrganisationSeparation: () => act,
  RefuseOrganisationSeparation: () => act,
  WithdrawOrganisationSeparation: () => act,
  RequestPersonMerger: ({ manager }) => ({ into: manager }),
  ConfirmPersonMerger: () => act,
  RefusePersonMerger: () => act,
  WithdrawPersonMerger: () => act,
  ConfirmPersonSeparation: () => act,
  RefusePersonSeparation: () => act,
  WithdrawPersonSeparation: () => act,
  SetManagerDetail: () => ({ managerDetail: 'schedule' }),
  RegisterPerson: () => person,
  RevisePerson: () => person,
  ChooseEmailSharing: () => ({ shared: false }),
  GivePrivateEmail: () => ({ privateEmail: 'zoe@example.net' }),
  RecordDeparture: () => ({ leftOn: '9999-12-31' }),
  GrantRole: role,
  RevokeRole: role,
  ConfirmRoleGrant: () => act,
  RefuseRoleGrant: () => act,
  WithdrawRoleGrant: () => act,
  ConfirmPublicationCorrection: () => act,
  RefusePublicationCorrection: () => act,
  WithdrawPublicationCorrection: () => act,
};

/** A path of the document with the ids of some things in the places. */
export function pathFor(path: string, things: Things): string {
  const [, , collection = ''] = path.split('/');
  const ids: Readonly<Record<string, string>> = {
    missions: things.mission,
    needs: things.need,
    offers: things.offer,
    employers: things.employer,
    organisations: things.organisation,
    people: things.employee,
    imports: NOTHING,
    tokens: NOTHING,
  };
  return path
    .replace('{id}', ids[collection] ?? '')
    .replace('{entryId}', things.entry)
    .replace('{amendmentId}', things.amendment)
    .replace('{month}', MONTH);
}

/** The query string that a route needs. */
export const parametersOf: Readonly<Record<string, string>> = {
  '/v1/reports/impact': `?from=${MONTH}&to=${MONTH}`,
  '/v1/reports/impact/entries': `?from=${MONTH}&to=${MONTH}`,
  '/v1/events/stream': '?after=0',
};
