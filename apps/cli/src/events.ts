import { isSealed, type Json, type Position, type StoredEvent, type StreamName, type TenantId } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from './failure.js';
import type { Terminal } from './terminal.js';
import { withEngine } from './with-engine.js';

export interface ShowOptions {
  readonly revision?: number;
  readonly json?: boolean;
}

export function showStream(terminal: Terminal, stream: StreamName, { revision, json }: ShowOptions): Promise<ExitCode> {
  return withEngine(terminal, async ({ stores }) => {
    const range = revision === undefined ? {} : { from: revision, limit: 1 };
    let shown = 0;
    for await (const event of stores.events.readStream(stream, range)) {
      if (terminal.out.closed.aborted) break;
      await terminal.out.line(json ? eventJson(event) : eventParagraph(event));
      shown += 1;
    }
    if (shown > 0) return EXIT.done;
    throw revision === undefined
      ? new CliFailure('STREAM_UNKNOWN', { stream })
      : new CliFailure('REVISION_UNKNOWN', { stream, revision });
  });
}

export interface TailOptions {
  readonly from?: Position;
  readonly follow: boolean;
  readonly tenant?: TenantId;
  readonly stream?: StreamName;
  readonly type?: string;
  readonly json?: boolean;
}

export function tail(terminal: Terminal, options: TailOptions): Promise<ExitCode> {
  const { from = null, follow, json } = options;
  const stop = AbortSignal.any([terminal.interrupted, terminal.out.closed]);
  return withEngine(terminal, async ({ stores }) => {
    const pages = follow ? stores.events.subscribeAll(from, stop) : stores.events.readAll(from);
    for await (const page of pages) {
      for (const event of page) {
        if (stop.aborted) return EXIT.done;
        if (wanted(event, options)) await terminal.out.line(json ? eventJson(event) : eventLine(event));
      }
    }
    return EXIT.done;
  });
}

function wanted({ envelope }: StoredEvent, { tenant, stream, type }: TailOptions): boolean {
  return (
    (tenant === undefined || envelope.tenant === tenant) &&
    (stream === undefined || envelope.stream === stream) &&
    (type === undefined || envelope.type === type)
  );
}

/** One event on one line: its position and stream, its type, its author. */
function eventLine({ position, envelope }: StoredEvent): string {
  const { recordedAt, stream, revision, type, actor } = envelope;
  const author = `${actor.role} ${actor.person}${handOver(actor)}`;
  return `${position.padStart(6)}  ${recordedAt}  ${stream}@${revision}  ${type}  ${author}`;
}

/** One event as a paragraph: its metadata, then its data field by field. Sealed fields stay sealed. */
function eventParagraph(event: StoredEvent): string {
  const { envelope } = event;
  const facts = [
    ['actor', actorText(envelope.actor)],
    ['command', envelope.commandId],
    ['correlation', envelope.correlationId],
    ['rules', envelope.rules],
    ...envelope.references.map(({ name, stream, revision }) => [`leaned on ${name}`, `${stream}@${revision}`]),
    ['hash', event.hash],
    ['previous', envelope.prev ?? '-'],
  ];
  const lines = facts.map(([name, value]) => `  ${name}: ${value}`);
  const data = Object.entries(envelope.data).map(([name, value]) => `    ${name}: ${valueText(value)}`);
  return [`${envelope.type} v${envelope.version}, revision ${envelope.revision}, position ${event.position}`]
    .concat(`  recorded: ${envelope.recordedAt}`, lines, data.length > 0 ? ['  data:', ...data] : [])
    .join('\n');
}

/** One event for a program: the stored bytes unchanged, together with position and hash. */
function eventJson({ position, hash, body }: StoredEvent): string {
  return `{"position":"${position}","hash":"${hash}","body":${body}}`;
}

type Actor = StoredEvent['envelope']['actor'];

function actorText(actor: Actor): string {
  const { person, party, role, onBehalfOf } = actor;
  const side = party === null ? '' : ` for the ${party}`;
  return `${person} (${role}${side})${onBehalfOf === undefined ? '' : ` on behalf of ${onBehalfOf}`}${handOver(actor)}`;
}

const handOver = ({ handedOverBy }: Actor): string =>
  handedOverBy === undefined ? '' : `, access handed over by ${handedOverBy}`;

function valueText(value: Json): string {
  if (isSealed(value)) return '(sealed)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
