import { isUuid, type StoredEvent, type Uuid } from '@jalon/kernel';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { KeyReused, type Outcome } from '../order.js';

/** The fields by which commands and events name a part of their stream. */
const PART_FIELDS = ['entryId', 'amendmentId'] as const;

/** The answer of a command whose events are these, just now or long ago: both read the same bytes. */
export function outcomeOf(id: string, events: readonly StoredEvent[], existedBefore: boolean): Outcome {
  const last = events[events.length - 1];
  if (!last) throw new Error('an outcome is told from at least one event');
  return {
    id,
    revision: last.envelope.revision,
    position: last.position,
    events: events.map(({ envelope }) => ({ id: envelope.id, type: envelope.type, revision: envelope.revision })),
    ...partIn(events.map(({ envelope }) => envelope.data)),
    created: !existedBefore,
  };
}

/** The first answer again. @throws KeyReused when the key came with something else then */
export function earlierOutcome(id: string, stream: LoadedStream, commandHash: string): Outcome | null {
  if (!stream.earlier) return null;
  const { events, existedBefore } = stream.earlier;
  if (events.some(({ envelope }) => envelope.commandHash !== commandHash)) throw new KeyReused();
  return outcomeOf(id, events, existedBefore);
}

/** "Already so": the stream as it stands. */
export function unchangedOutcome(id: string, command: object, { revision, position }: LoadedStream): Outcome {
  if (revision === null) throw new Error('nothing can be already so in a stream without events');
  return { id, revision, position, events: [], ...partIn([command]), created: false };
}

function partIn(candidates: readonly object[]): { readonly part?: Uuid } {
  const named = candidates.flatMap((candidate) => {
    const fields = candidate as Readonly<Record<string, unknown>>;
    return PART_FIELDS.map((field) => fields[field]).filter(isUuid);
  });
  return named[0] === undefined ? {} : { part: named[0] };
}
