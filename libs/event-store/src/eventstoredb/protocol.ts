import googleEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Position, StreamName } from '@jalon/kernel';
import { AppendTooLarge, CorruptEvent, StoreUnavailable } from '@jalon/ports';
import type { Direction } from '../stream-reader.js';
import {
  Append,
  Empty,
  MaximumAppendSizeExceeded,
  Read,
  StreamIdentifier,
  UUID,
  type BatchAppendReq,
  type BatchAppendResp,
  type ReadReq,
  type ReadResp,
} from './client.js';
import type { ProposedEvent, RecordedEvent } from './recorded-event.js';

/** How many records the server searches before it answers a subscription with a checkpoint. */
const SEARCH_WINDOW = 2_000;

const { Options } = Read;
const DIRECTIONS = { forwards: Options.ReadDirection.FORWARDS, backwards: Options.ReadDirection.BACKWARDS };

/** Reads at most `count` events of a stream, from `revision` on; `end` is its last. */
export function readStreamRequest(
  stream: StreamName,
  revision: number | 'end',
  direction: Direction,
  count: number,
): ReadReq {
  const of = new Options.StreamOptions().setStreamIdentifier(identifierOf(stream));
  if (revision === 'end') of.setEnd(new Empty());
  else of.setRevision(String(revision));
  return readRequest(boundedRead(direction, count).setStream(of).setNoFilter(new Empty()));
}

/**
 * Reads at most `count` events of `$all` whose stream has one of the prefixes.
 *
 * @param from forwards, the position of the first event; backwards, the position after the first event; null for the
 *   beginning of the log, or its end
 */
export function readAllRequest(
  from: Position | null,
  direction: Direction,
  count: number,
  prefixes: readonly string[],
): ReadReq {
  return readRequest(boundedRead(direction, count).setAll(allFrom(from, direction)).setFilter(filterOf(prefixes)));
}

/** Reads the record at `position` in `$all`, of whatever stream. */
export function readRecordRequest(position: Position): ReadReq {
  return readRequest(boundedRead('forwards', 1).setAll(allFrom(position, 'forwards')).setNoFilter(new Empty()));
}

/** Subscribes to every event of `$all` after `after` whose stream has one of the prefixes. */
export function subscriptionRequest(after: Position | null, prefixes: readonly string[]): ReadReq {
  const options = new Options()
    .setAll(allFrom(after, 'forwards'))
    .setSubscription(new Options.SubscriptionOptions())
    .setFilter(filterOf(prefixes));
  return readRequest(options);
}

export function appendRequest(
  stream: StreamName,
  events: readonly ProposedEvent[],
  expected: number | 'none',
  deadline: Date,
): BatchAppendReq {
  const options = new Append.Options()
    .setStreamIdentifier(identifierOf(stream))
    .setDeadline(timestamps.Timestamp.fromDate(deadline));
  if (expected === 'none') options.setNoStream(new googleEmpty.Empty());
  else options.setStreamPosition(String(expected));
  return new Append().setOptions(options).setIsFinal(true).setProposedMessagesList(events.map(messageOf));
}

function messageOf({ id, type, data, metadata }: ProposedEvent) {
  const message = new Append.ProposedMessage().setId(uuidOf(id)).setData(data).setCustomMetadata(metadata);
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message;
}

export function uuidOf(text: string) {
  return new UUID().setString(text);
}

function readRequest(options: ReadReq.Options): ReadReq {
  const ids = new Options.UUIDOption().setString(new Empty());
  return new Read().setOptions(options.setResolveLinks(false).setUuidOption(ids));
}

function boundedRead(direction: Direction, count: number): ReadReq.Options {
  return new Options().setReadDirection(DIRECTIONS[direction]).setCount(String(count));
}

function allFrom(from: Position | null, direction: Direction): ReadReq.Options.AllOptions {
  const all = new Options.AllOptions();
  if (from === null) return direction === 'forwards' ? all.setStart(new Empty()) : all.setEnd(new Empty());
  return all.setPosition(new Options.Position().setCommitPosition(from).setPreparePosition(from));
}

function filterOf(prefixes: readonly string[]): ReadReq.Options.FilterOptions {
  const names = new Options.FilterOptions.Expression().setPrefixList([...prefixes]);
  return new Options.FilterOptions()
    .setStreamIdentifier(names)
    .setMax(SEARCH_WINDOW)
    .setCheckpointintervalmultiplier(1);
}

function identifierOf(stream: StreamName) {
  return new StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8'));
}

/** The event in an answer; null for any other kind of answer. */
export function eventIn(answer: ReadResp): RecordedEvent | null {
  const event = answer.getEvent()?.getEvent();
  if (!event) return null;
  return {
    stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
    revision: Number(event.getStreamRevision()),
    id: event.getId()?.getString() ?? '',
    type: event.getMetadataMap().get('type') ?? '',
    position: event.getCommitPosition(),
    transactionPosition: event.getPreparePosition(),
    data: event.getData_asU8(),
    metadata: event.getCustomMetadata_asU8(),
  };
}

/** The position up to which a subscription has searched without finding an event of ours; null for any other answer. */
export function checkpointIn(answer: ReadResp): Position | null {
  return answer.getCheckpoint()?.getCommitPosition() ?? null;
}

/** The result of an append: revision and position of its last event, or `conflict`. */
export type AppendResult = 'conflict' | { readonly revision: number; readonly position: Position | null };

const ERROR_TYPE_PREFIX = 'event_store.client.';

/**
 * @throws AppendTooLarge
 * @throws CorruptEvent when the stream was deleted at the server
 * @throws StoreUnavailable when the server could not append, or does not know whether it did
 */
export function appendResultIn(answer: BatchAppendResp): AppendResult {
  const success = answer.getSuccess();
  if (success) {
    return {
      revision: Number(success.getCurrentRevision()),
      position: success.getPosition()?.getCommitPosition() ?? null,
    };
  }
  const error = answer.getError();
  const details = error?.getDetails();
  const kind = details?.getTypeName().replace(ERROR_TYPE_PREFIX, '') ?? '';
  if (kind === 'WrongExpectedVersion') return 'conflict';
  if (kind === 'MaximumAppendSizeExceeded') throw tooLarge(details?.getValue_asU8() ?? new Uint8Array());
  if (kind === 'StreamDeleted') throw new CorruptEvent('DELETED');
  throw new StoreUnavailable(`the event store could not append: ${kind || (error?.getMessage() ?? 'no reason given')}`);
}

function tooLarge(details: Uint8Array): AppendTooLarge {
  return new AppendTooLarge(MaximumAppendSizeExceeded.deserializeBinary(details).getMaxappendsize());
}
