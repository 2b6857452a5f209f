import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Caller } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';

/** One for whom nothing happens is written to more often. */
const STALLED_MS = 30_000;
/** The longest wait that a timer can hold: whoever stays on longer is let go, and comes again. */
const LONGEST_MS = 2 ** 31 - 1;

export interface LiveLimits {
  /** How many streams one person may follow at a time, from one process. */
  readonly perPerson: number;
  /** How long a client may take nothing before it is dropped, in milliseconds. */
  readonly stalledMs?: number;
}

/** Whose stream it is, and how long it may last: in milliseconds since 1970. */
export interface Follower {
  readonly caller: Pick<Caller, 'tenant' | 'person'>;
  readonly untilMs: number;
  readonly nowMs: number;
}

/** The streams that are open: each ends with its client, with its token, or with the service. */
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<string, Set<() => void>>();
  private stopping = false;

  constructor(private readonly limits: LiveLimits) {}

  /** How many are open. */
  count(): number {
    return [...this.open.values()].reduce((sum, theirs) => sum + theirs.size, 0);
  }

  /** Before the server waits for its requests: these would never end by themselves. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const streams of this.open.values()) for (const end of streams) end();
  }

  /**
   * Aborts when the answer's client has gone or takes nothing any more, when its token expires, or when the service stops.
   *
   * @throws ApiProblem TOO_MANY_LIVE_STREAMS
   */
  signalFor(reply: FastifyReply, { caller, untilMs, nowMs }: Follower): AbortSignal {
    const ending = new AbortController();
    const end = () => ending.abort();
    const leave = this.enter(`${caller.tenant} ${caller.person}`, end);
    const gone = () => {
      clearTimeout(expiry);
      leave();
      end();
    };
    // A timer of our own: Node lets go of a signal that only another signal was made from, and it never fires.
    const expiry = setTimeout(end, Math.min(Math.max(0, untilMs - nowMs), LONGEST_MS)).unref();
    reply.raw.once('close', gone);
    reply.raw.setTimeout(this.limits.stalledMs ?? STALLED_MS, () => reply.raw.destroy());
    // The client may have gone while what it is shown was looked for: then there is nothing more to wait for.
    if (reply.raw.destroyed) gone();
    if (this.stopping) end();
    return ending.signal;
  }

  /** Counts a stream of this person's, until what it gives is called. */
  private enter(person: string, end: () => void): () => void {
    const theirs = this.open.get(person) ?? new Set();
    const { perPerson: limit } = this.limits;
    if (theirs.size >= limit) throw new ApiProblem('TOO_MANY_LIVE_STREAMS', { params: { limit } });
    this.open.set(person, theirs.add(end));
    return () => {
      // Twice, for a client that had gone: by then others may be counted.
      if (theirs.delete(end) && theirs.size === 0) this.open.delete(person);
    };
  }
}
