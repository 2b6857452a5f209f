import { maySeeMission, visible, type EventFacts, type Shown } from '@jalon/access';
import { merged, type Party, type Row } from '@jalon/kernel';
import { missionFacts } from './mission-facts.js';
import type { Scope } from '../query/scope.js';

type Viewer = Pick<Scope, 'caller' | 'today' | 'present'>;

interface EvaluationInRow {
  readonly party: Party;
  readonly author: string;
}

interface RefusalInRow {
  readonly declinedBy: Party;
  readonly decliner: string;
}

/** What a caller is shown of the board's row. */
export interface MissionAnswer {
  readonly id: string;
  readonly [column: string]: unknown;
}

/**
 * A mission as this caller is shown it; null when it is not theirs to see. Of a `row` as it was once, no more is shown than
 * could be seen then, and no more than may be seen of the mission as it `stands`.
 */
export function missionAnswer(row: Row, viewer: Viewer, stands: Row = row): MissionAnswer | null {
  const { caller, today, present } = viewer;
  const [then, now] = [missionFacts(row), missionFacts(stands)];
  if (!maySeeMission(then, caller) || !maySeeMission(now, caller)) return null;
  const sight = (event: EventFacts) =>
    stricter(visible(event, then, caller, today), visible(event, now, caller, present.today));
  const { tenant: _, ...shown } = row;
  return merged(shown, {
    id: row['id'] as string,
    ...refusalShown(row, sight),
    evaluations: evaluationsShown(row, sight),
  });
}

type Sight = (event: EventFacts) => Shown;

const OPENNESS = { hidden: 0, masked: 1, whole: 2 };
const stricter = (one: Shown, other: Shown) => (OPENNESS[other.show] < OPENNESS[one.show] ? other : one);

/** To all but those who refused, the mission was not retained: neither who refused is told, nor who had accepted until then. */
function refusalShown(row: Row, sight: Sight): object {
  if (row['status'] !== 'declined') return {};
  const { declinedBy: party, decliner: person } = row as unknown as RefusalInRow;
  const refusal = { visibility: 'refusal', person, party } as const;
  if (sight(refusal).show === 'whole') return {};
  return { status: 'not-retained', declinedBy: null, decliner: null, refusalReason: null, acceptedBy: [] };
}

function evaluationsShown(row: Row, sight: Sight): readonly object[] {
  return (row['evaluations'] as unknown as readonly EvaluationInRow[]).flatMap((evaluation): readonly object[] => {
    const { party, author } = evaluation;
    const facts = { visibility: 'evaluation', person: author, party } as const;
    const shown = sight(facts);
    if (shown.show === 'whole') return [evaluation];
    return shown.show === 'masked' ? [{ party, masked: shown.because, opensOn: shown.opensOn ?? null }] : [];
  });
}
