import { auditProjection } from './audit.projection.js';
import { eventFacts, type MissionFacts, type Shown, visible } from '@jalon/access';
import { type Envelope, foldProjection, positionOf, type Row, type StoredEvent, streamParts } from '@jalon/kernel';
import type { ViewReader } from '@jalon/ports';
import { missionFacts } from '../missions/missions.answers.js';
import type { QueryPorts } from '../query/query-ports.js';
import type { Scope } from '../query/scope.js';

/** An event of the trail, and how the caller is shown it. */
export interface EventShown {
  readonly event: StoredEvent;
  /** Folded from the event itself. */
  readonly row: Row;
  readonly shown: Shown;
}

/**
 * The events behind rows of the view `audit`, in their order. The view only finds them, and may be wrong: whose they are, and
 * what is told of them, they say themselves.
 */
export async function eventsShown(
  { store, registry }: QueryPorts,
  { views, tenant, caller, today }: Scope,
  rows: readonly Row[],
): Promise<readonly EventShown[]> {
  const found = await store.readAt(rows.map((row) => positionOf(row['position'] as string)));
  const ours = found.filter(({ envelope }) => envelope.tenant === tenant);
  const missions = await missionsBehind(views, tenant, ours);
  return ours.map((event) => {
    const { envelope } = event;
    const mission = missions.get(missionOf(envelope) ?? '') ?? null;
    const facts = eventFacts(registry.definitionOf(envelope.type), envelope);
    return { event, row: rowOf(event), shown: visible(facts, mission, caller, today) };
  });
}

function rowOf(event: StoredEvent): Row {
  const rows = foldProjection(auditProjection, [event]);
  return auditProjection.tables.flatMap((table) => rows.rowsOf(table))[0] ?? {};
}

async function missionsBehind(
  views: ViewReader,
  tenant: string,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, MissionFacts>> {
  const ids = [...new Set(events.flatMap(({ envelope }) => missionOf(envelope) ?? []))];
  const rows = await views.rowsByKeys(
    'missions',
    ids.map((id) => ({ tenant, id })),
  );
  return new Map(rows.map((row) => [row['id'] as string, missionFacts(row)]));
}

/** The mission that an event belongs to or, for a claim, was made for. */
function missionOf({ stream, data }: Envelope): string | null {
  const subject = data['subject'];
  const parts = [stream, typeof subject === 'string' ? subject : ''].map(streamParts);
  return parts.find((part) => part?.category === 'mission')?.id ?? null;
}
