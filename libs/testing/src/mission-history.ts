import type { GivenEvent } from './projection-specification.js';

export const EMPLOYEE = '00000000-0000-4000-8000-0000000000e1';
export const EMPLOYER = '00000000-0000-4000-8000-0000000000c1';
export const ORGANISATION = '00000000-0000-4000-8000-0000000000a1';
export const MANAGER = '00000000-0000-4000-8000-0000000000f1';
export const HR = '00000000-0000-4000-8000-0000000000b1';

/** The terms of an ordinary mission, as its proposal says them. */
export const TERMS = {
  employee: EMPLOYEE,
  employer: EMPLOYER,
  organisation: ORGANISATION,
  need: null,
  manager: MANAGER,
  basis: 'secondment',
  title: 'Refaire le site',
  cause: 'education',
  sdg: 4,
  startsOn: '2026-03-02',
  endsOn: '2026-06-30',
  plannedMinutes: 6_000,
  zone: 'Europe/Paris',
  proposedBy: 'company',
  requiredAcceptances: ['employee', 'organisation'],
  evaluators: ['employee', 'organisation'],
};

const ATTRIBUTION = {
  employer: EMPLOYER,
  employee: EMPLOYEE,
  organisation: ORGANISATION,
  need: null,
  basis: 'secondment',
  cause: 'education',
  sdg: 4,
  department: '75',
  site: null,
  ageBand: '35-44',
  programme: null,
};

type Terms = Partial<Record<keyof typeof TERMS | keyof typeof ATTRIBUTION, unknown>>;

/** A mission proposed, accepted and confirmed; `terms` change the proposal and the attribution alike. */
export function confirmedMission(terms: Terms = {}): readonly GivenEvent[] {
  const proposed = { ...TERMS, ...among(terms, TERMS) };
  const attribution = { ...ATTRIBUTION, ...among(terms, ATTRIBUTION) };
  return [
    { type: 'MissionProposed', data: proposed, by: { person: HR, party: 'company' } },
    { type: 'MissionAccepted', data: { party: 'employee' }, by: { person: EMPLOYEE, party: 'employee' } },
    { type: 'MissionAccepted', data: { party: 'organisation' } },
    { type: 'MissionConfirmed', data: { attribution } },
  ];
}

function among(terms: Terms, names: object): Terms {
  return Object.fromEntries(Object.entries(terms).filter(([name]) => name in names));
}

/** Hours logged on a day. */
export function logged(entryId: string, date: string, minutes: number, more: object = {}): GivenEvent {
  const data = {
    entryId,
    employee: EMPLOYEE,
    date,
    unit: 'minutes',
    minutes,
    half: null,
    startsAt: null,
    onDuty: true,
    comment: null,
    checkedAgainst: 'mission-only',
    ...more,
  };
  return { type: 'HoursLogged', data, by: { person: EMPLOYEE, party: 'employee' }, at: `${date}T18:00:00.000Z` };
}

export function approved(entryId: string): GivenEvent {
  return { type: 'HoursApproved', data: { entryId } };
}
