import { eventFacts, limitsOf, visibleWithin, type Belonging, type MissionFacts, type Shown } from '@jalon/access';
import { positionOf, streamParts, type Envelope, type StoredEvent, type Uuid } from '@jalon/kernel';
import { belongsTo, type Thing } from '../directory/belongs-to.answers.js';
import { missionFacts } from '../missions/missions.answers.js';
import { missionsTable } from '../missions/missions.projection.js';
import type { QueryPorts } from '../query/query-handler.js';
import type { QueryScope } from '../query/query-scope.js';
import type { TableReader } from '../query/table-reader.js';
import { auditRow, type AuditRow } from './audit.projection.js';

/** A stored event, and how the caller is shown it. */
export interface VisibleEvent {
  readonly event: StoredEvent;
  /** Made from the event itself. */
  readonly row: AuditRow;
  readonly shown: Shown;
}

/**
 * The events behind rows of the view `audit`, in their order. The view is only an index, and may be wrong: tenant and
 * visibility are decided by the events themselves.
 */
export async function readVisibleEvents(
  { store, registry }: QueryPorts,
  { views, tenant, caller, today }: QueryScope,
  rows: readonly AuditRow[],
): Promise<readonly VisibleEvent[]> {
  const found = await store.readAt(rows.map(({ position }) => positionOf(position)));
  const ours = found.filter(({ envelope }) => envelope.tenant === tenant);
  const missions = await missionsNamed(
    views,
    ours.flatMap(({ envelope }) => missionOf(envelope) ?? []),
  );
  const employers = limitsOf('AuditEvents', caller);
  const belongingOf = employers === null ? () => UNKNOWN : await belongings(views, ours);
  return ours.map((event) => {
    const { envelope } = event;
    const mission = missions.get(missionOf(envelope) ?? '') ?? null;
    const facts = { ...eventFacts(registry.definitionOf(envelope.type), envelope), ...belongingOf(event) };
    return { event, row: auditRow(event), shown: visibleWithin(employers, facts, mission, caller, today) };
  });
}

const UNKNOWN: Belonging = { employer: null, isShared: false };

/** What events belong to that are of no mission, and not for one. */
async function belongings(
  views: TableReader,
  events: readonly StoredEvent[],
): Promise<(event: StoredEvent) => Belonging> {
  const belongingOf = await belongsTo(
    views,
    events.flatMap(({ envelope }) => thingOf(envelope) ?? []),
  );
  return ({ envelope }) => {
    const thing = thingOf(envelope);
    return thing ? belongingOf(thing) : UNKNOWN;
  };
}

/** The thing whose stream holds an event; null for an event of a mission, or of a claim that was made for one. */
function thingOf(envelope: Envelope): Thing | null {
  return missionOf(envelope) === null ? streamParts(envelope.stream) : null;
}

/** What the access policies must know of these missions; one without a row is left out. */
export async function missionsNamed(
  views: TableReader,
  ids: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, MissionFacts>> {
  const rows = await views.rowsByKeys(
    missionsTable,
    [...new Set(ids)].map((id) => ({ id })),
  );
  return new Map(rows.map((row) => [row.id, missionFacts(row)]));
}

/** The mission that an event belongs to or, for a claim, was made for. */
export function missionOf({ stream, data }: Envelope): Uuid | null {
  const subject = data['subject'];
  const parts = [stream, typeof subject === 'string' ? subject : ''].map(streamParts);
  return parts.find((part) => part?.category === 'mission')?.id ?? null;
}
