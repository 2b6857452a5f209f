import googleEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Position, StreamName } from '@jalon/kernel';
import { Append, Empty, Read, StreamIdentifier, UUID, type BatchAppendReq, type ReadReq } from './client.js';
import type { Proposed } from './recorded.js';

export type Direction = 'forwards' | 'backwards';

/** What the server looks through between two answers, where most of the log belongs to others. */
const SEARCH_WINDOW = 2_000;

const { Options } = Read;
const DIRECTIONS = { forwards: Options.ReadDirection.FORWARDS, backwards: Options.ReadDirection.BACKWARDS };

/** At most `count` events of a stream from `revision` on; `end` is its last. */
export function readStreamRequest(
  stream: StreamName,
  revision: number | 'end',
  direction: Direction,
  count: number,
): ReadReq {
  const of = new Options.StreamOptions().setStreamIdentifier(identifierOf(stream));
  if (revision === 'end') of.setEnd(new Empty());
  else of.setRevision(String(revision));
  return reading(counted(direction, count).setStream(of).setNoFilter(new Empty()));
}

/** At most `count` events of `$all`: forwards from the one at `from` on, backwards from the one before it; null is the first, or the last. */
export function readAllRequest(
  from: Position | null,
  direction: Direction,
  count: number,
  prefixes: readonly string[],
): ReadReq {
  return reading(counted(direction, count).setAll(inAll(from, direction)).setFilter(filterOf(prefixes)));
}

/** The one record that lies at `position` in `$all`, whosever it is. */
export function readRecordRequest(position: Position): ReadReq {
  return reading(counted('forwards', 1).setAll(inAll(position, 'forwards')).setNoFilter(new Empty()));
}

/** Every event of `$all` after `after`, without end. */
export function subscriptionRequest(after: Position | null, prefixes: readonly string[]): ReadReq {
  const options = new Options()
    .setAll(inAll(after, 'forwards'))
    .setSubscription(new Options.SubscriptionOptions())
    .setFilter(filterOf(prefixes));
  return reading(options);
}

export function appendRequest(
  stream: StreamName,
  events: readonly Proposed[],
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

function messageOf({ id, type, data, metadata }: Proposed) {
  const message = new Append.ProposedMessage().setId(uuidOf(id)).setData(data).setCustomMetadata(metadata);
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message;
}

export function uuidOf(text: string) {
  return new UUID().setString(text);
}

function reading(options: ReadReq.Options): ReadReq {
  const ids = new Options.UUIDOption().setString(new Empty());
  return new Read().setOptions(options.setResolveLinks(false).setUuidOption(ids));
}

function counted(direction: Direction, count: number): ReadReq.Options {
  return new Options().setReadDirection(DIRECTIONS[direction]).setCount(String(count));
}

function inAll(from: Position | null, direction: Direction): ReadReq.Options.AllOptions {
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
