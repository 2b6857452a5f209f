import {
  code,
  date,
  defineEvent,
  flag,
  integer,
  list,
  nullable,
  object,
  optional,
  personalText,
  textCode,
  twoPersonAct,
  uuid,
  COMPANY_ROLES,
  PARTIES,
  type ValuesOf,
} from '@jalon/kernel';
import { totals } from './hours.events.js';

const outcomeFields = {
  indicator: textCode('What is counted, such as `people-trained`.'),
  quantity: integer('of the indicator', 0, 1_000_000_000, 'How many.'),
};
export type Outcome = ValuesOf<typeof outcomeFields>;
/** How many outcomes a mission can claim: each is known by its place among them. */
export const OUTCOMES_PER_MISSION = 30;
const outcomes = list(object(outcomeFields, 'One outcome.'), OUTCOMES_PER_MISSION, 'What the mission brought about.');

export const MissionClosed = defineEvent({
  type: 'MissionClosed',
  version: 1,
  categories: ['mission'],
  meaning: 'The mission ended. Its outcomes are claimed, and count once the organisation has confirmed them.',
  visibility: 'mission',
  fields: {
    employee: uuid('Whom the mission was for.'),
    endedOn: date('Its last day.'),
    forced: flag('Closed over pending time, by two people of the company.'),
    actId: optional(uuid('The act of two people that forced it; absent from any other closure.')),
    totals,
    outcomes,
    evaluationDeadline: date('The last day on which evaluations stay hidden while some are missing.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why it ended before the planned day.')),
  },
});

/** The mission is to be closed over its pending time. */
export const forcedClosure = twoPersonAct({
  name: 'ForcedClosure',
  kind: 'forced-closure',
  category: 'mission',
  noun: 'the closure of the mission over its pending time',
  visibility: 'mission',
  answeredBy: COMPANY_ROLES,
  fields: {
    employee: uuid('Whom the mission is for.'),
    endedOn: date('Its last day.'),
    outcomes,
    reason: nullable(personalText(2_000, 'data.employee', 'Why; null only once the employee was erased.')),
  },
});
export const {
  requested: ForcedClosureRequested,
  confirmed: ForcedClosureConfirmed,
  refused: ForcedClosureRefused,
  withdrawn: ForcedClosureRequestWithdrawn,
} = forcedClosure;

export const OutcomesConfirmed = defineEvent({
  type: 'OutcomesConfirmed',
  version: 1,
  categories: ['mission'],
  meaning: 'The organisation confirmed the outcomes as claimed: they count from here on.',
  visibility: 'mission',
  fields: { outcomes },
});

export const OutcomesDisputed = defineEvent({
  type: 'OutcomesDisputed',
  version: 1,
  categories: ['mission'],
  meaning: 'The organisation did not recognise the outcomes as claimed: they do not count.',
  visibility: 'mission',
  fields: {
    employee: uuid('Whom the mission was for.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why; null only once the employee was erased.')),
  },
});

export const CRITERIA = ['usefulness', 'preparation', 'collaboration', 'skills-gained', 'recommendation'] as const;
export type Criterion = (typeof CRITERIA)[number];

export const MissionEvaluated = defineEvent({
  type: 'MissionEvaluated',
  version: 1,
  categories: ['mission'],
  meaning: 'A party said how it went; a later one of the same party replaces it.',
  visibility: 'evaluation',
  fields: {
    party: code(PARTIES, 'Which.'),
    employee: uuid('Whom the mission was for.'),
    number: integer('version', 1, Number.MAX_SAFE_INTEGER, 'Which version of that party’s evaluation.'),
    scores: list(
      object(
        { criterion: code(CRITERIA, 'What is scored.'), score: integer('points', 1, 5, '1 (poor) to 5 (excellent).') },
        'One score.',
      ),
      CRITERIA.length,
      'The scores, each criterion once.',
    ),
    comment: nullable(personalText(5_000, 'data.employee', 'In their own words.')),
  },
});
