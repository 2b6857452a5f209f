import type { Basis, Cause, MissionStatus, Party, Personal, RowsShown } from '@jalon/kernel';
import type { Attribution, Criterion, Outcome } from '@jalon/mission/events';
import {
  codeColumn,
  dateColumn,
  flagColumn,
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

/** An amendment that waits for answers: its terms, and who has accepted so far. */
export interface OpenAmendment {
  readonly amendmentId: string;
  readonly terms: { readonly endsOn: string; readonly plannedMinutes: number };
  readonly effectiveFrom: string;
  readonly requiredAcceptances: readonly Party[];
  readonly acceptedBy: readonly Party[];
  readonly reason: Personal<string> | null;
}

/** A party's latest evaluation. */
export interface Evaluation {
  readonly party: Party;
  readonly author: string;
  readonly number: number;
  readonly recordedAt: string;
  readonly scores: readonly { readonly criterion: Criterion; readonly score: number }[];
  readonly comment: Personal<string> | null;
}

export interface Suspension {
  readonly from: string;
  readonly reason: string;
}

export const missionColumns = {
  tenant: textColumn('The tenant.'),
  id: textColumn('The mission.'),
  status: codeColumn<MissionStatus>('statuses', 'Where it stands in its life.'),
  basis: codeColumn<Basis>('bases', 'Who directs the work.'),
  title: textColumn('What it is, as published.'),
  employee: textColumn('Who gives their time.'),
  employer: textColumn('The legal entity that employs them.'),
  organisation: textColumn('Who receives it.'),
  need: orNull(textColumn('The need it answers.')),
  manager: orNull(textColumn('The manager it names.')),
  cause: orNull(codeColumn<Cause>('causes', 'What it serves.')),
  sdg: orNull(integerColumn('SDG number', 'The UN sustainable development goal.')),
  startsOn: dateColumn('The first day.'),
  endsOn: dateColumn('The last day, as amended.'),
  plannedMinutes: integerColumn('minutes', 'The time planned in all, as amended.'),
  zone: textColumn('The zone of its days.'),
  proposedBy: codeColumn<Party>('parties', 'The party that proposed.'),
  proposer: textColumn('The person who proposed.'),
  requiredAcceptances: jsonColumn<readonly Party[]>(
    'The parties whose acceptance is needed, beside the proposer’s.',
    'parties',
  ),
  acceptedBy: jsonColumn<readonly Party[]>('Those that have accepted.', 'parties'),
  declinedBy: orNull(codeColumn<Party>('parties', 'The party that declined.')),
  decliner: orNull(textColumn('The person who declined for it.')),
  cancelledBy: orNull(codeColumn<Party>('parties', 'The party that cancelled.')),
  cancellationReason: orNull(codeColumn('cancellations', 'Why it was cancelled, as a code.')),
  refusalReason: sealedColumn('Why it was declined or withdrawn.'),
  suspension: orNull(jsonColumn<Suspension>('Since when it is suspended, and why.', { reason: 'suspensions' })),
  openAmendment: orNull(
    jsonColumn<OpenAmendment>('The amendment that waits for answers.', {
      requiredAcceptances: 'parties',
      acceptedBy: 'parties',
    }),
  ),
  endedOn: orNull(dateColumn('Its last day, once closed.')),
  forced: orNull(flagColumn('Closed over pending time.')),
  closureRequestedBy: orNull(
    textColumn('Who requested a forced closure that nobody has answered; `acts` tells whether it expired.'),
  ),
  closureReason: sealedColumn('Why it ended before the planned day.'),
  evaluators: jsonColumn<readonly Party[]>('The parties asked to evaluate.', 'parties'),
  evaluatedBy: jsonColumn<readonly Party[]>('Those that have.', 'parties'),
  evaluations: jsonColumn<readonly Evaluation[]>('The latest evaluation of each party.', {
    party: 'parties',
    criterion: 'criteria',
    masked: 'masks',
  }),
  evaluationDeadline: orNull(dateColumn('The last day on which evaluations stay hidden while some are missing.')),
  outcomes: jsonColumn<readonly Outcome[]>('What it is said to have brought about.'),
  outcomeState: codeColumn<OutcomeState>('outcomes', 'Where the outcomes stand; only confirmed ones count.'),
  outcomeDispute: sealedColumn('Why the organisation did not recognise them.'),
  attribution: orNull(
    jsonColumn<Attribution>('The codes by which reports attribute it, once confirmed.', {
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
