import shared from '@eventstore/db-client/generated/shared_pb.js';
import codes from '@eventstore/db-client/generated/code_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import { MAX_APPEND_BYTES, type AppendResult, type DoubleRecord, type NewRecord } from './recorded-log.js';

const { INVALID_ARGUMENT, ALREADY_EXISTS, DEADLINE_EXCEEDED } = codes.Code;
const { ReadResp: Answer, BatchAppendResp: Appended, AppendResp: AppendedAlone } = messages;

/** A read or subscription, decoded. */
export interface ReadRequest {
  readonly stream: string | null;
  /** A revision of the stream, or a position in `$all`; null for the beginning, or backwards for the end. */
  readonly from: number | null;
  readonly direction: 'forwards' | 'backwards';
  /** Null for a subscription. */
  readonly count: number | null;
  readonly prefixes: readonly string[] | null;
}

export function readRequestOf(request: ReadReq): ReadRequest {
  const options = request.getOptions()!;
  const stream = options.getStream();
  const all = options.getAll();
  const at = stream?.hasRevision() ? stream.getRevision() : all?.getPosition()?.getCommitPosition();
  return {
    stream: stream ? Buffer.from(stream.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8') : null,
    from: at === undefined ? null : Number(at),
    direction:
      options.getReadDirection() === messages.ReadReq.Options.ReadDirection.FORWARDS ? 'forwards' : 'backwards',
    count: options.hasSubscription() ? null : Number(options.getCount()),
    prefixes: options.getFilter()?.getStreamIdentifier()?.getPrefixList() ?? null,
  };
}

export function eventAnswer(record: DoubleRecord): ReadResp {
  const event = new Answer.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(record.id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(record.stream)))
    .setStreamRevision(String(record.revision))
    .setCommitPosition(String(record.position))
    .setPreparePosition(String(record.transactionPosition ?? record.position))
    .setData(record.data)
    .setCustomMetadata(record.metadata);
  event.getMetadataMap().set('type', record.type).set('content-type', 'application/json').set('created', '0');
  const wrapped = new Answer.ReadEvent().setEvent(event).setCommitPosition(String(record.position));
  return new Answer().setEvent(wrapped);
}

export function notFoundAnswer(stream: string): ReadResp {
  const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  return new Answer().setStreamNotFound(new Answer.StreamNotFound().setStreamIdentifier(identifier));
}

export function confirmationAnswer(): ReadResp {
  return new Answer().setConfirmation(new Answer.SubscriptionConfirmation().setSubscriptionId('double'));
}

export function checkpointAnswer(position: number): ReadResp {
  const text = String(position);
  return new Answer().setCheckpoint(new Answer.Checkpoint().setCommitPosition(text).setPreparePosition(text));
}

/** An append, decoded from all its messages. */
export interface AppendRequest {
  readonly correlation: string;
  readonly stream: string;
  readonly expected: number | 'none';
  readonly events: readonly NewRecord[];
  /** By the server's clock. */
  readonly deadline: Date;
}

/** @param parts all messages of one correlation id */
export function appendRequestOf(parts: readonly BatchAppendReq[]): AppendRequest {
  const options = parts[0]!.getOptions()!;
  return {
    correlation: parts[0]!.getCorrelationId()!.getString(),
    stream: Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8'),
    deadline: options.getDeadline()!.toDate(),
    expected: options.hasNoStream() ? 'none' : Number(options.getStreamPosition()),
    events: parts.flatMap((part) => part.getProposedMessagesList().map(newRecord)),
  };
}

/** @param parts the options, then the events one by one */
export function unaryAppendRequestOf(parts: readonly AppendReq[]): Omit<AppendRequest, 'correlation' | 'deadline'> {
  const options = parts[0]!.getOptions()!;
  return {
    stream: Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8'),
    expected: options.hasNoStream() ? 'none' : Number(options.getRevision()),
    events: parts.slice(1).map((part) => newRecord(part.getProposedMessage()!)),
  };
}

function newRecord(message: BatchAppendReq.ProposedMessage | AppendReq.ProposedMessage): NewRecord {
  return {
    id: message.getId()!.getString(),
    type: message.getMetadataMap().get('type')!,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function unaryAnswer(result: AppendResult): AppendResp {
  if (result.kind !== 'appended')
    return new AppendedAlone().setWrongExpectedVersion(new AppendedAlone.WrongExpectedVersion());
  const text = String(result.last.position);
  const position = new AppendedAlone.Position().setCommitPosition(text).setPreparePosition(text);
  const success = new AppendedAlone.Success().setCurrentRevision(String(result.last.revision)).setPosition(position);
  return new AppendedAlone().setSuccess(success);
}

export function appendAnswer({ correlation, stream }: AppendRequest, result: AppendResult): BatchAppendResp {
  const answer = new Appended()
    .setCorrelationId(new shared.UUID().setString(correlation))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (result.kind === 'appended') {
    const text = String(result.last.position);
    const position = new shared.AllStreamPosition().setCommitPosition(text).setPreparePosition(text);
    return answer.setSuccess(
      new Appended.Success().setCurrentRevision(String(result.last.revision)).setPosition(position),
    );
  }
  if (result.kind === 'too-large') {
    const size = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_BYTES);
    return answer.setError(statusOf('MaximumAppendSizeExceeded', size.serializeBinary(), INVALID_ARGUMENT));
  }
  const conflict = new shared.WrongExpectedVersion();
  if (result.actual !== 'none') conflict.setCurrentStreamRevision(String(result.actual));
  return answer.setError(statusOf('WrongExpectedVersion', conflict.serializeBinary(), ALREADY_EXISTS));
}

/** The answer to an append that the server could not do in time. The call goes on. */
export function timedOutAnswer({ correlation }: AppendRequest): BatchAppendResp {
  const error = statusOf('Timeout', new shared.Timeout().serializeBinary(), DEADLINE_EXCEEDED);
  return new Appended().setCorrelationId(new shared.UUID().setString(correlation)).setError(error);
}

function statusOf(type: string, bytes: Uint8Array, code: codes.Code) {
  const details = new any.Any();
  details.pack(bytes, `event_store.client.${type}`);
  return new statuses.Status().setCode(code).setMessage(type).setDetails(details);
}
