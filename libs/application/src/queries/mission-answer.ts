import { maySeeMission, visible } from '@jalon/access';
import type { Party, Row } from '@jalon/kernel';
import { missionFacts } from './mission-facts.js';
import type { Scope } from './scope.js';

type Viewer = Pick<Scope, 'caller' | 'today'>;

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

/** A mission as this caller is shown it today; null when it is not theirs to see. */
export function missionAnswer(row: Row, { caller, today }: Viewer): MissionAnswer | null {
  if (!maySeeMission(missionFacts(row), caller)) return null;
  const { tenant: _, ...shown } = row;
  return {
    ...shown,
    id: row['id'] as string,
    ...refusalShown(row, { caller, today }),
    evaluations: evaluationsShown(row, { caller, today }),
  };
}

/** To all but those who refused, the mission was not retained: neither who refused is told, nor who had accepted until then. */
function refusalShown(row: Row, { caller, today }: Viewer): object {
  if (row['status'] !== 'declined') return {};
  const { declinedBy: party, decliner: person } = row as unknown as RefusalInRow;
  const refusal = { visibility: 'refusal', person, party } as const;
  if (visible(refusal, missionFacts(row), caller, today).show === 'whole') return {};
  return { status: 'not-retained', declinedBy: null, decliner: null, refusalReason: null, acceptedBy: [] };
}

function evaluationsShown(row: Row, { caller, today }: Viewer): readonly object[] {
  return (row['evaluations'] as unknown as readonly EvaluationInRow[]).flatMap((evaluation): readonly object[] => {
    const { party, author } = evaluation;
    const facts = { visibility: 'evaluation', person: author, party } as const;
    const shown = visible(facts, missionFacts(row), caller, today);
    if (shown.show === 'whole') return [evaluation];
    return shown.show === 'masked' ? [{ party, masked: shown.because, opensOn: shown.opensOn ?? null }] : [];
  });
}
