import { eventFacts, visible, type MissionFacts } from '@jalon/access';
import type { EventDefinition, StoredEvent } from '@jalon/kernel';
import type { Scope } from '../query/scope.js';

/**
 * One event of a history: who, when, in whose words why, and what it changed. Masked, it says only that something happened,
 * why it is not shown and, where that is known, from which day it will be; null for an event that the caller never sees.
 */
export function historyEntry(
  { envelope, position }: StoredEvent,
  definition: EventDefinition,
  mission: MissionFacts,
  { caller, today }: Pick<Scope, 'caller' | 'today'>,
): object | null {
  const { revision, type, recordedAt, actor, data } = envelope;
  const shown = visible(eventFacts(definition, envelope), mission, caller, today);
  switch (shown.show) {
    case 'hidden':
      return null;
    case 'masked':
      return { revision, type, recordedAt, masked: shown.because, opensOn: shown.opensOn ?? null };
    case 'whole': {
      const { reason, comment, ...changes } = data;
      return { revision, position, type, recordedAt, actor, why: reason ?? comment ?? null, changes };
    }
  }
}
