import {
  eventFacts,
  limitsOf,
  maskedEvent,
  maySeePerson,
  oversees,
  visibleWithin,
  type Belonging,
  type EventFacts,
  type MissionFacts,
} from '@jalon/access';
import { PersonLeft } from '@jalon/directory/events';
import {
  streamParts,
  type Caller,
  type CivilDate,
  type Position,
  type PositionToken,
  type StoredEvent,
  type Uuid,
} from '@jalon/kernel';
import { belongsTo, type Thing } from '../directory/belongs-to.answers.js';
import { missionOf, missionsNamed } from '../audit/audit.answers.js';
import { offersTable } from '../marketplace/offers.table.js';
import type { QueryPorts } from '../query/query-handler.js';
import type { TableReader } from '../query/table-reader.js';

/**
 * Tells that an event happened, without its content: the client reads that through a query, which shows what the caller may
 * see of it. A masked update says why it is masked.
 */
export interface LiveUpdate {
  readonly position: PositionToken;
  readonly stream: string;
  readonly category: string;
  readonly streamId: string;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly masked?: string;
  readonly opensOn?: string | null;
}

/** An event, without its content, and what decides who is told of it. It is the same for all callers of a tenant. */
export interface LiveEvent {
  readonly position: Position;
  readonly update: LiveUpdate;
  readonly facts: EventFacts;
  /** The mission that it belongs to or, for a claim, was made for. */
  readonly missionId: Uuid | null;
}

/** What decides about some events of a tenant: what the views know of their missions and offers, and the day. */
export interface LiveFacts {
  /** Today in the tenant's zone. */
  readonly today: CivilDate;
  readonly missions: ReadonlyMap<Uuid, MissionFacts>;
  /** The employee of each offer. */
  readonly offers: ReadonlyMap<Uuid, Uuid>;
  /** What the others belong to. */
  readonly belongsTo: (thing: Thing) => Belonging;
}

export function liveEvent(
  { registry, positionTokens }: Pick<QueryPorts, 'registry' | 'positionTokens'>,
  { envelope, position: at }: StoredEvent,
): LiveEvent {
  const { tenant, stream, revision, type, recordedAt } = envelope;
  const position = positionTokens.give(tenant, at);
  const { category = '', id: streamId = '' } = streamParts(stream) ?? {};
  return {
    position: at,
    update: { position, stream, category, streamId, revision, type, recordedAt },
    facts: eventFacts(registry.definitionOf(type), envelope),
    missionId: missionOf(envelope),
  };
}

/** Reads what decides who is told of some events of one tenant. */
export async function liveFacts(
  views: TableReader,
  events: readonly LiveEvent[],
  today: CivilDate,
): Promise<LiveFacts> {
  const offerIds = new Set(events.flatMap(({ update }) => (isOfOffer(update) ? [update.streamId] : [])));
  const offers = await views.rowsByKeys(
    offersTable,
    [...offerIds].map((id) => ({ id })),
  );
  return {
    today,
    missions: await missionsNamed(
      views,
      events.flatMap(({ missionId }) => missionId ?? []),
    ),
    offers: new Map(offers.map(({ id, employee }) => [id, employee])),
    belongsTo: await belongsTo(
      views,
      events.flatMap(({ update, missionId }) => (missionId === null ? [thingOf(update)] : [])),
    ),
  };
}

/** What a caller is told of an event; null when they may not know of it. */
export function updateFor(
  { update, facts, missionId }: LiveEvent,
  { missions, offers, belongsTo: belongingOf, today }: LiveFacts,
  caller: Caller,
): LiveUpdate | null {
  const belonging = missionId === null ? belongingOf(thingOf(update)) : { employer: null, isShared: false };
  const { employer } = belonging;
  // As in the list of people: that somebody leaves is shown to those who may see the person.
  if (update.type === PersonLeft.type && !maySeePerson({ id: update.streamId, employer }, caller)) return null;
  // As in the list of offers: they are shown to their employee and to those who oversee offers.
  if (isOfOffer(update) && !oversees(employer, caller) && offers.get(update.streamId) !== caller.person) return null;
  const mission = missions.get(missionId ?? '') ?? null;
  const shown = visibleWithin(limitsOf('LiveEvents', caller), { ...facts, ...belonging }, mission, caller, today);
  if (shown.show === 'hidden') return null;
  // Who did it, which is what this mask hides, no update tells.
  return shown.show === 'masked' && shown.because !== 'employer' ? maskedEvent(update, shown) : update;
}

const thingOf = ({ category, streamId }: LiveUpdate): Thing => ({ category, id: streamId });

const isOfOffer = ({ category }: LiveUpdate) => category === 'offer';
