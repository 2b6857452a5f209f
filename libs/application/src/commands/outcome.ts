import { isUuid, type StoredEvent, type Uuid } from '@jalon/kernel';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { KeyReused, type Outcome } from '../command-context.js';
import type { Job } from './job.js';

/** The fields by which commands and events name a part of their stream. */
const PART_FIELDS = ['entryId', 'amendmentId'] as const;

/** What an answer must know of its command. */
type Asked = Pick<Job, 'command' | 'parts' | 'newId'>;

/** The answer of a command whose events are these, just now or long ago: both read the same bytes. */
export function outcomeOf(job: Asked, events: readonly StoredEvent[], existedBefore: boolean): Outcome {
  const last = events[events.length - 1];
  if (!last) throw new Error('an outcome is told from at least one event');
  return {
    id: job.parts.id,
    revision: last.envelope.revision,
    position: last.position,
    events: events.map(({ envelope }) => ({ id: envelope.id, type: envelope.type, revision: envelope.revision })),
    ...partOf(job, events),
    created: !existedBefore,
  };
}

/** The first answer again. @throws KeyReused when the key came with something else then */
export function earlierOutcome(job: Job, { earlier }: LoadedStream): Outcome | null {
  if (!earlier) return null;
  const { events, existedBefore } = earlier;
  if (events.some(({ envelope }) => envelope.commandHash !== job.hash)) throw new KeyReused();
  return outcomeOf(job, events, existedBefore);
}

/** "Already so": the stream as it stands. */
export function unchangedOutcome(job: Job, { revision, position }: LoadedStream): Outcome {
  if (revision === null) throw new Error('nothing can be already so in a stream without events');
  return { id: job.parts.id, revision, position, events: [], ...partOf(job, []), created: false };
}

/** The part that the command addressed or named itself, else the one that it made: events also name parts they only touch. */
function partOf({ command, newId }: Asked, events: readonly StoredEvent[]): { readonly part?: Uuid } {
  const made = events.some(({ envelope }) => partNamedIn(envelope.data) === newId) ? newId : undefined;
  const part = partNamedIn(command) ?? made;
  return part === undefined ? {} : { part };
}

function partNamedIn(fields: object): Uuid | undefined {
  return PART_FIELDS.map((name) => (fields as Readonly<Record<string, unknown>>)[name]).find(isUuid);
}
