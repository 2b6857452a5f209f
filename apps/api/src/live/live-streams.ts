import { Readable } from 'node:stream';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { LiveStep, LiveUpdate } from '@jalon/read-models';
import { slicesOf, type Caller } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** How long a client waits before it reconnects, in milliseconds. */
const RETRY_MS = 2_000;

/** How many messages are handed to the socket at once. */
const MESSAGES_A_CHUNK = 50;

/**
 * Updates as Server-Sent Events (WHATWG HTML, 9.2). Each has its position as its id, which clients send back as
 * `Last-Event-ID`. Without an update only the id is sent: clients remember it and dispatch no event.
 *
 * It is a stream that the client's reading pulls, not an observable (Nest's `@Sse`): a slow client slows its own stream,
 * and little is kept for it (ADR 0021).
 *
 * @param cut reports the fault that ends the stream before its client has gone, and returns the error that it ends with
 */
export function asEventStream(
  steps: AsyncIterable<LiveStep>,
  cut: (error: unknown) => unknown = (error) => error,
): Readable {
  async function* messages(): AsyncIterable<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    try {
      for await (const { position, updates } of steps) {
        if (updates.length === 0) yield position === null ? ': nothing yet\n\n' : `id: ${position}\n\n`;
        for (const some of slicesOf(updates, MESSAGES_A_CHUNK)) yield some.map(messageOf).join('');
      }
    } catch (error) {
      throw cut(error);
    }
  }
  return Readable.from(messages());
}

/** Most updates are the same object for all who are told of them: their text is made once. */
const texts = new WeakMap<LiveUpdate, string>();

function messageOf(update: LiveUpdate): string {
  const text = texts.get(update) ?? `id: ${update.position}\ndata: ${JSON.stringify(update)}\n\n`;
  texts.set(update, text);
  return text;
}

/** The longest delay of a timer. A client that stays longer is dropped, and reconnects. */
const LONGEST_MS = 2 ** 31 - 1;

export interface LiveLimits {
  /** How many streams one process serves at a time. */
  readonly perService: number;
  /** How many streams one person may follow at a time, from one process. */
  readonly perPerson: number;
}

/**
 * How often it is looked whether a stream's caller is still the same, in milliseconds. What is known of an account is at most
 * 45 seconds old (`ACCOUNT_AGE_MS`), so a stream ends within a minute.
 */
const LOOKED_EVERY_MS = 15_000;

/** Whose stream it is, and when its token expires. Times are in milliseconds since 1970. */
export interface Follower {
  readonly caller: Pick<Caller, 'tenant' | 'person'>;
  readonly untilMs: number;
  readonly nowMs: number;
  /** Whether the account and the credential still give the roles with which the stream was opened. */
  readonly isStillCaller: () => Promise<boolean>;
}

/** The open live streams. Each ends with its client, with its token, with a change of its caller's roles, or with the service. */
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<string, Set<() => void>>();
  private stopping = false;

  constructor(
    private readonly limits: LiveLimits,
    private readonly lookedEveryMs = LOOKED_EVERY_MS,
  ) {}

  /** How many are open. */
  count(): number {
    return [...this.open.values()].reduce((sum, theirs) => sum + theirs.size, 0);
  }

  /** Ends all streams before the server waits for its requests: they would never end by themselves. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const streams of this.open.values()) for (const end of streams) end();
  }

  /**
   * Opens a stream for a reply. Its signal aborts when the client has gone, when its token expires, when its caller is no
   * longer who they were, or when the service stops.
   *
   * @throws ApiProblem TOO_MANY_LIVE_STREAMS where the person follows as many as they may, LIVE_STREAMS_IN_USE where the
   * service serves as many as it may
   */
  signalFor(reply: FastifyReply, { caller, untilMs, nowMs, isStillCaller }: Follower): AbortSignal {
    const ending = new AbortController();
    const end = () => ending.abort();
    const leave = this.enter(`${caller.tenant} ${caller.person}`, end);
    const gone = () => {
      clearTimeout(expiry);
      clearInterval(looks);
      leave();
      end();
    };
    // Not AbortSignal.timeout: Node collects a signal that only another signal refers to, and it never fires.
    const expiry = setTimeout(end, Math.min(Math.max(0, untilMs - nowMs), LONGEST_MS)).unref();
    const look = async () => {
      if (!(await isStillCaller().catch(() => false))) end();
    };
    const looks = setInterval(() => void look(), this.lookedEveryMs).unref();
    reply.raw.once('close', gone);
    // The client may have left before: then `close` has been emitted already.
    if (reply.raw.destroyed) gone();
    if (this.stopping) end();
    return ending.signal;
  }

  /** Counts a stream of this person until the returned function is called. */
  private enter(person: string, end: () => void): () => void {
    const theirs = this.open.get(person) ?? new Set();
    const { perPerson, perService } = this.limits;
    if (theirs.size >= perPerson) throw new ApiProblem('TOO_MANY_LIVE_STREAMS', { params: { limit: perPerson } });
    if (this.count() >= perService) throw new ApiProblem('LIVE_STREAMS_IN_USE', { params: { limit: perService } });
    this.open.set(person, theirs.add(end));
    return () => {
      // It may be called twice, and the person may have opened other streams in between.
      if (theirs.delete(end) && theirs.size === 0) this.open.delete(person);
    };
  }
}
