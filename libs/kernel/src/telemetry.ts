/**
 * The place of a piece of work in a trace, as W3C Trace Context writes it: `00-<trace>-<span>-<flags>`. It proves
 * nothing, and no decision depends on it.
 */
export type Traceparent = string;

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const SAMPLED = 1;

/** Whether a value is a traceparent of version 00, the only one; ids of zeros mean none. */
export function isTraceparent(value: unknown): value is Traceparent {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/** Whether the trace is recorded. One that is not need not be passed on. */
export function isSampled(traceparent: Traceparent): boolean {
  return (parseInt(traceparent.slice(-2), 16) & SAMPLED) === SAMPLED;
}

/** Names and codes of our own, and counts. Never a person's id, never anything that a client wrote. */
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

/** A piece of work under way, recorded in a trace. */
export interface Span {
  /** The parent of its own parts, and of whatever follows from it. */
  readonly traceparent: Traceparent;
  tell(attributes: SpanAttributes): void;
  /** @param fault a name for what went wrong, where something did */
  end(fault?: string): void;
}

/** Records spans. Where nobody traces, there is no tracer. Never throws. */
export interface Tracer {
  start(span: SpanStart): Span;
}

/** Does work as a span; without a tracer, just does it. */
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

/** Calls a listener (a metric, a log). Its errors are swallowed: they must not harm the work that it is told of. */
export function notify<Args extends readonly unknown[]>(
  listener: ((...args: Args) => void) | undefined,
  ...args: Args
): void {
  try {
    listener?.(...args);
  } catch {
    // There is nobody left to tell.
  }
}

/** An error's message. Where it has none, its code: so does a host with several addresses, none of which answers. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { readonly code?: unknown };
  return error.message || (typeof code === 'string' ? code : error.name);
}

/**
 * Why something failed, as one line for a log: the first line of the error's message, and of its cause's if that says
 * more.
 */
export function reasonOf(error: unknown): string {
  const reason = firstLine(wordsOf(error));
  if (!(error instanceof Error) || !(error.cause instanceof Error)) return reason;
  const cause = firstLine(wordsOf(error.cause));
  return reason.includes(cause) ? reason : `${reason}: ${cause}`;
}

const firstLine = (text: string): string => text.split('\n', 1).join('').trim();
