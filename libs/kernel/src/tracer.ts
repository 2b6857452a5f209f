import type { Traceparent } from './traceparent.js';

/** Names and codes of our own, and counts: never an id of a person, and nothing that a client wrote. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A piece of work as it begins. */
export interface SpanStart {
  readonly name: string;
  /** `server` and `consumer` go on with what another process began; `client` asks another system. */
  readonly kind: 'server' | 'consumer' | 'client' | 'internal';
  /** What it is part of; null where a trace begins. */
  readonly parent: Traceparent | null;
  readonly attributes?: SpanAttributes;
}

/** A piece of work under way, of which a trace will tell. */
export interface Span {
  /** What its own parts, and whatever follows from it, name as their parent. */
  readonly traceparent: Traceparent;
  tell(attributes: SpanAttributes): void;
  /** @param fault a name for what went wrong, where something did */
  end(fault?: string): void;
}

/** Where work is told to whoever traces it. There is none where nobody does: the port is then left out. Never throws. */
export interface Tracer {
  start(span: SpanStart): Span;
}

/** Does work as a span, where somebody traces. */
export async function inSpan<T>(
  tracer: Tracer | undefined,
  start: SpanStart,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  if (!tracer) return work(undefined);
  const span = tracer.start(start);
  try {
    const result = await work(span);
    span.end();
    return result;
  } catch (error) {
    span.end(faultName(error));
    throw error;
  }
}

/** An error's name: its message may hold what somebody wrote. */
export function faultName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
