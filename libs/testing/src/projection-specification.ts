import {
  foldProjection,
  streamName,
  type Actor,
  type Category,
  type Envelope,
  type JsonObject,
  type ProjectedEvent,
  type Projection,
  type Row,
} from '@jalon/kernel';

/** An event as a specification gives it; everything but its type has a default. */
export interface GivenEvent {
  readonly type: string;
  readonly data?: object;
  readonly category?: Category;
  readonly id?: string;
  readonly tenant?: string;
  readonly by?: Partial<Actor>;
  readonly at?: string;
}

export const SOME_ID = '00000000-0000-4000-8000-000000000001';
const SOME_HASH = 'a'.repeat(64);

/** Events as a projection receives them: positions from 1, revisions counted in each stream. */
export function stored(events: readonly GivenEvent[], defaults: Partial<GivenEvent> = {}): readonly ProjectedEvent[] {
  const revisions = new Map<string, number>();
  return events.map((given, index) => {
    const { category = 'mission', id = SOME_ID, tenant = 'main', ...event } = { ...defaults, ...given };
    const stream = streamName({ category, tenant, id });
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const envelope = envelopeOf({ ...event, tenant, stream, revision, index });
    return { envelope, position: String(index + 1), hash: SOME_HASH, body: JSON.stringify(envelope) };
  });
}

interface Placed extends GivenEvent {
  readonly tenant: string;
  readonly stream: string;
  readonly revision: number;
  readonly index: number;
}

function envelopeOf({ type, data = {}, by, at, tenant, stream, revision, index }: Placed): Envelope {
  return {
    v: 1,
    id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    type,
    version: 1,
    tenant,
    stream,
    revision,
    prev: revision === 0 ? null : SOME_HASH,
    recordedAt: at ?? '2026-03-02T09:00:00.000Z',
    actor: { person: SOME_ID, party: null, role: 'hr', ...by },
    commandId: SOME_ID,
    commandHash: SOME_HASH,
    correlationId: SOME_ID,
    causationId: null,
    rules: 'base@1',
    references: [],
    data: data as JsonObject,
  };
}

/** given(events).rows('hours'): the rows of a table after a history. */
export function projecting(projection: Projection, defaults: Partial<GivenEvent> = {}) {
  return function given(...events: readonly GivenEvent[]) {
    const folded = foldProjection(projection, stored(events, defaults));
    return {
      rows(name: string): readonly Row[] {
        const table = projection.tables.find((candidate) => candidate.name === name);
        if (!table) throw new Error(`${projection.name} has no table ${name}`);
        return folded.rowsOf(table);
      },
    };
  };
}
