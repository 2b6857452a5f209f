import { event, type Caller, type Party } from '@jalon/kernel';
import {
  AttributionCorrected,
  HoursApproved,
  HoursCorrected,
  HoursLogged,
  HoursRejected,
  MissionAccepted,
  MissionClosed,
  MissionConfirmed,
  MissionEvaluated,
  MissionProposed,
  OutcomesConfirmed,
  OutcomesDisputed,
  type Attribution,
  type Criterion,
  type TimeGiven,
} from '@jalon/mission/events';
import { callerAs, found } from './context.js';
import type { HistoryEvent } from './decider-specification.js';

/** One mission, told the same way in every specification. It is Monday 15 June 2026, noon in Paris. */
export const MISSION = '00000000-0000-4000-8000-000000000001';
export const EMPLOYER = '00000000-0000-4000-8000-0000000000e1';
export const ORGANISATION = '00000000-0000-4000-8000-0000000000b1';
export const NEED = '00000000-0000-4000-8000-0000000000d1';
export const ENTRY = '00000000-0000-4000-8000-0000000000f1';
export const OTHER_ENTRY = '00000000-0000-4000-8000-0000000000f2';
export const AMENDMENT = '00000000-0000-4000-8000-0000000000c1';
const person = (digit: number) => `00000000-0000-4000-8000-0000000000a${digit}`;

export const employee = callerAs('employee', person(1));
export const manager = callerAs('manager', person(2));
export const hr = callerAs('hr', person(3));
export const admin = callerAs('admin', person(4));
export const host = callerAs('organisation', person(5), ORGANISATION);
export const colleague = callerAs('organisation', person(6), ORGANISATION);
export const otherOrganisation = callerAs('organisation', person(7), NEED);
export const auditor = callerAs('auditor', person(8));

/** The same human, holding other roles too. */
export function alsoAs(caller: Caller, other: Caller): Caller {
  return {
    ...caller,
    roles: [...caller.roles, ...other.roles],
    organisation: caller.organisation ?? other.organisation,
  };
}

/** The same event, done by `caller`. */
export function by(caller: Caller, happened: HistoryEvent): HistoryEvent {
  return { ...happened, by: { person: caller.person, party: null, role: caller.roles[0] ?? 'hr' } };
}

export const proposal = {
  employee: employee.person,
  employer: EMPLOYER,
  organisation: ORGANISATION,
  need: NEED,
  manager: null,
  basis: 'secondment',
  title: 'Accounts of a food bank',
  cause: 'social',
  sdg: 2,
  startsOn: '2026-06-01',
  endsOn: '2026-07-31',
  plannedMinutes: 4_200,
  zone: 'Europe/Paris',
  proposedBy: 'company',
  requiredAcceptances: ['employee', 'organisation'],
  evaluators: ['employee', 'organisation', 'company'],
} as const;

export const attribution: Attribution = {
  employer: EMPLOYER,
  employee: employee.person,
  organisation: ORGANISATION,
  need: NEED,
  basis: 'secondment',
  cause: 'social',
  sdg: 2,
  department: 'FIN-01',
  site: 'LYON',
  ageBand: '35-44',
  programme: null,
};

export const placeClaim = { owner: `need-main.${NEED}`, key: 'place', attempt: 2 };

type Changes<T> = { readonly [K in keyof T]?: unknown };

export const proposed = (changes: Changes<typeof proposal> = {}): HistoryEvent =>
  by(hr, { type: MissionProposed.type, data: { ...proposal, ...changes } });

/** From the proposal to the confirmation. */
export const confirmed = (changes: Changes<typeof proposal> = {}): readonly HistoryEvent[] => [
  proposed(changes),
  by(employee, event(MissionAccepted, { party: 'employee' })),
  by(host, event(MissionAccepted, { party: 'organisation', claims: [placeClaim] })),
  by(host, event(MissionConfirmed, { attribution })),
];

/** A mission of someone's own time. */
export const personalTime = { basis: 'personal-time', requiredAcceptances: ['organisation'], proposedBy: 'employee' };

export const aMorning: TimeGiven = {
  date: '2026-06-10',
  unit: 'minutes',
  minutes: 180,
  half: null,
  startsAt: '09:00',
  onDuty: true,
};

export const aHalfDay: TimeGiven = {
  date: '2026-06-10',
  unit: 'half-day',
  minutes: 210,
  half: 'morning',
  startsAt: null,
  onDuty: true,
};

export const logged = (given: Partial<TimeGiven> = {}, entryId = ENTRY, caller = employee): HistoryEvent =>
  by(
    caller,
    event(HoursLogged, {
      entryId,
      employee: employee.person,
      ...aMorning,
      ...given,
      comment: null,
      checkedAgainst: 'mission-only',
    }),
  );

export const approved = (entryId = ENTRY, caller = host): HistoryEvent => by(caller, event(HoursApproved, { entryId }));

export const rejected = (reason: string, entryId = ENTRY): HistoryEvent =>
  by(host, event(HoursRejected, { entryId, employee: employee.person, reason: { plain: reason } }));

export const corrected = (after: Partial<TimeGiven>, caller = employee, entryId = ENTRY): HistoryEvent =>
  by(
    caller,
    event(HoursCorrected, {
      entryId,
      employee: employee.person,
      before: aMorning,
      after: { ...aMorning, ...after },
      reason: { plain: 'a slip' },
      checkedAgainst: 'mission-only',
    }),
  );

export const noTime = {
  approvedMinutes: 0,
  approvedOffDutyMinutes: 0,
  pendingMinutes: 0,
  rejectedMinutes: 0,
  voidedMinutes: 0,
};

export const closure = {
  employee: employee.person,
  endedOn: '2026-06-12',
  forced: false,
  totals: noTime,
  outcomes: [{ indicator: 'people-trained', quantity: 12 }],
  evaluationDeadline: '2026-07-15',
  reason: { plain: 'done early' },
} as const;

export const closed = (changes: Changes<typeof closure> = {}, caller = hr): HistoryEvent =>
  by(caller, { type: MissionClosed.type, data: { ...closure, ...changes } });

export const outcomesConfirmed = (): HistoryEvent => by(host, event(OutcomesConfirmed, { outcomes: closure.outcomes }));

export const outcomesDisputed = (): HistoryEvent =>
  by(host, event(OutcomesDisputed, { employee: employee.person, reason: { plain: 'not so' } }));

/** A party's evaluation, by criterion. */
export const evaluated = (party: Party, scores: Readonly<Partial<Record<Criterion, number>>>): HistoryEvent =>
  by(
    { employee, organisation: host, manager, company: hr }[party],
    event(MissionEvaluated, {
      party,
      employee: employee.person,
      number: 1,
      scores: Object.entries(scores).map(([criterion, score]) => ({ criterion: criterion as Criterion, score })),
      comment: null,
    }),
  );

export const attributedTo = ({ person }: Caller): HistoryEvent =>
  by(
    hr,
    event(AttributionCorrected, {
      employee: employee.person,
      field: 'employee',
      before: employee.person,
      after: person,
      reason: { plain: 'a mix-up' },
    }),
  );

/** The entries of the directory and the marketplace that the mission names. */
export const theirEntries = {
  employee: found('person', employee.person, {
    status: 'registered',
    employer: EMPLOYER,
    department: 'FIN-01',
    site: 'LYON',
    birthDate: { plain: '1987-04-23' },
  }),
  employer: found('employer', EMPLOYER, { status: 'registered' }),
  organisation: found('organisation', ORGANISATION, { status: 'registered' }),
  need: found('need', NEED, {
    status: 'open',
    organisation: ORGANISATION,
    title: 'Accounts of a food bank',
    cause: 'social',
    sdg: 2,
  }),
  manager: found('person', manager.person, {
    status: 'registered',
    employer: EMPLOYER,
    department: null,
    site: null,
    birthDate: null,
  }),
} as const;
