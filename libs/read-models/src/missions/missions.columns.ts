import {
  instant,
  list,
  object,
  PARTIES,
  uuid,
  type Basis,
  type Cause,
  type FieldValue,
  type MissionStatus,
  type Party,
  type RowsShown,
} from '@jalon/kernel';
import {
  AmendmentProposed,
  MissionClosed,
  MissionConfirmed,
  MissionEvaluated,
  MissionProposed,
  MissionSuspended,
} from '@jalon/mission/events';
import {
  codeColumn,
  dateColumn,
  flagColumn,
  idColumn,
  instantColumn,
  integerColumn,
  jsonColumn,
  orNull,
  type RowOf,
  sealedColumn,
  textColumn,
} from '../column.js';
import type { OutcomeState } from '../words/codes.messages.js';
import type { Folds } from '../define-table.js';

const parties = MissionProposed.fields.requiredAcceptances;
const { amendmentId, terms, effectiveFrom, requiredAcceptances, reason } = AmendmentProposed.fields;
const { party, number, scores, comment } = MissionEvaluated.fields;

const openAmendment = object(
  { amendmentId, terms, effectiveFrom, requiredAcceptances, acceptedBy: parties, reason },
  'An amendment that waits for answers: its terms, and who has accepted so far.',
);
export type OpenAmendment = FieldValue<typeof openAmendment>;

const author = uuid('Who gave it.');
const recordedAt = instant('When it was recorded.');
const evaluation = object({ party, author, number, recordedAt, scores, comment }, 'A party’s latest evaluation.');
export type Evaluation = FieldValue<typeof evaluation>;

const suspension = object(MissionSuspended.fields, 'Since when it is suspended, and why.');

export const missionColumns = {
  tenant: textColumn('The tenant.'),
  id: idColumn('The mission.'),
  status: codeColumn<MissionStatus>('statuses', 'Where it stands in its life.'),
  basis: codeColumn<Basis>('bases', 'Who directs the work.'),
  title: textColumn('What it is, as published.'),
  employee: idColumn('Who gives their time.'),
  employer: idColumn('The legal entity that employs them.'),
  organisation: idColumn('Who receives it.'),
  need: orNull(idColumn('The need it answers.')),
  manager: orNull(idColumn('The manager it names.')),
  cause: orNull(codeColumn<Cause>('causes', 'What it serves.')),
  sdg: orNull(integerColumn('SDG number', 'The UN sustainable development goal.')),
  startsOn: dateColumn('The first day.'),
  endsOn: dateColumn('The last day, as amended.'),
  plannedMinutes: integerColumn('minutes', 'The time planned in all, as amended.'),
  zone: textColumn('The zone of its days.'),
  proposedBy: codeColumn<Party>('parties', 'The party that proposed.'),
  proposer: idColumn('The person who proposed.'),
  requiredAcceptances: jsonColumn(parties, 'The parties whose acceptance is needed, beside the proposer’s.', 'parties'),
  acceptedBy: jsonColumn(parties, 'Those that have accepted.', 'parties'),
  declinedBy: orNull(codeColumn<Party>('parties', 'The party that declined.')),
  decliner: orNull(idColumn('The person who declined for it.')),
  cancelledBy: orNull(codeColumn<Party>('parties', 'The party that cancelled.')),
  cancellationReason: orNull(codeColumn('cancellations', 'Why it was cancelled, as a code.')),
  refusalReason: sealedColumn('Why it was declined or withdrawn.'),
  suspension: orNull(jsonColumn(suspension, 'Since when it is suspended, and why.', { reason: 'suspensions' })),
  openAmendment: orNull(
    jsonColumn(openAmendment, 'The amendment that waits for answers.', {
      requiredAcceptances: 'parties',
      acceptedBy: 'parties',
    }),
  ),
  endedOn: orNull(dateColumn('Its last day, once closed.')),
  forced: orNull(flagColumn('Closed over pending time.')),
  closureRequestedBy: orNull(
    idColumn('Who requested a forced closure that nobody has answered; `acts` tells whether it expired.'),
  ),
  closureReason: sealedColumn('Why it ended before the planned day.'),
  evaluators: jsonColumn(parties, 'The parties asked to evaluate.', 'parties'),
  evaluatedBy: jsonColumn(parties, 'Those that have.', 'parties'),
  evaluations: jsonColumn(list(evaluation, PARTIES.length, 'Evaluations.'), 'The latest evaluation of each party.', {
    party: 'parties',
    criterion: 'criteria',
    masked: 'masks',
  }),
  evaluationDeadline: orNull(dateColumn('The last day on which evaluations stay hidden while some are missing.')),
  outcomes: jsonColumn(MissionClosed.fields.outcomes, 'What it is said to have brought about.'),
  outcomeState: codeColumn<OutcomeState>('outcomes', 'Where the outcomes stand; only confirmed ones count.'),
  outcomeDispute: sealedColumn('Why the organisation did not recognise them.'),
  attribution: orNull(
    jsonColumn(MissionConfirmed.fields.attribution, 'The codes by which reports attribute it, once confirmed.', {
      basis: 'bases',
      cause: 'causes',
      ageBand: 'ageBands',
    }),
  ),
  rules: textColumn('The rule set it is held to.'),
  proposedAt: instantColumn('When it was proposed.'),
};
export type MissionRow = RowOf<typeof missionColumns>;
export type MissionFolds = Folds<MissionRow>;

/** The rows that a BI tool is shown: `column` holds a mission's id, and no mission in personal time is shown. */
export function rowsOfMissions(column: string): RowsShown {
  return { table: 'missions', on: { id: column }, never: { basis: 'personal-time' } };
}

/** The same, once the mission's evaluations are revealed: everybody has answered, or the deadline has passed. */
export function revealedRowsOfMissions(column: string): RowsShown {
  return { ...rowsOfMissions(column), once: { column: 'status', is: 'evaluated', orAfter: 'evaluationDeadline' } };
}
