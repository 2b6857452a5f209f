import type { Position } from '@jalon/kernel';
import { AppendTooLarge, CorruptEvent, StoreUnavailable } from '@jalon/ports';
import { MaximumAppendSizeExceeded, type BatchAppendResp, type ReadResp } from './client.js';
import type { Recorded } from './recorded.js';

/** The event of an answer; null for one that bears something else. */
export function recordedIn(answer: ReadResp): Recorded | null {
  const event = answer.getEvent()?.getEvent();
  if (!event) return null;
  return {
    stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
    revision: Number(event.getStreamRevision()),
    id: event.getId()?.getString() ?? '',
    type: event.getMetadataMap().get('type') ?? '',
    position: event.getCommitPosition(),
    begunAt: event.getPreparePosition(),
    data: event.getData_asU8(),
    metadata: event.getCustomMetadata_asU8(),
  };
}

/** How far a subscription has looked, where what it looked at was not ours. */
export function checkpointIn(answer: ReadResp): Position | null {
  return answer.getCheckpoint()?.getCommitPosition() ?? null;
}

/** What became of an append: where its last event lies, or `conflict`. */
export type Appended = 'conflict' | { readonly revision: number; readonly position: Position | null };

const TYPE = 'event_store.client.';

/**
 * @throws AppendTooLarge
 * @throws StoreUnavailable when the server could not do it, or cannot say
 */
export function appendedIn(answer: BatchAppendResp): Appended {
  const success = answer.getSuccess();
  if (success) {
    return {
      revision: Number(success.getCurrentRevision()),
      position: success.getPosition()?.getCommitPosition() ?? null,
    };
  }
  const error = answer.getError();
  const details = error?.getDetails();
  const kind = details?.getTypeName().replace(TYPE, '') ?? '';
  if (kind === 'WrongExpectedVersion') return 'conflict';
  if (kind === 'MaximumAppendSizeExceeded') throw tooLarge(details?.getValue_asU8() ?? new Uint8Array());
  if (kind === 'StreamDeleted') throw new CorruptEvent('the stream was deleted at the server');
  throw new StoreUnavailable(`the event store could not append: ${kind || (error?.getMessage() ?? 'no reason given')}`);
}

function tooLarge(details: Uint8Array): AppendTooLarge {
  return new AppendTooLarge(MaximumAppendSizeExceeded.deserializeBinary(details).getMaxappendsize());
}
