import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** One for whom nothing happens is written to more often. */
const STALLED_MS = 30_000;
/** The longest wait that a timer can hold: whoever stays on longer is let go, and comes again. */
const LONGEST_MS = 2 ** 31 - 1;

/** The streams that are open: each ends with its client, with its token, or with the service. */
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<() => void>();
  private stopping = false;

  /** @param stalledMs how long a client may take nothing before it is dropped */
  constructor(private readonly stalledMs = STALLED_MS) {}

  /** Before the server waits for its requests: these would never end by themselves. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const end of this.open) end();
  }

  /**
   * Aborts when the answer's client has gone or takes nothing any more, when its token expires, or when the service stops.
   *
   * @param untilMs when the token expires, in milliseconds since 1970
   */
  signalFor(reply: FastifyReply, untilMs: number, nowMs: number): AbortSignal {
    const ending = new AbortController();
    const end = () => ending.abort();
    const gone = () => {
      clearTimeout(expiry);
      this.open.delete(end);
      end();
    };
    // A timer of our own: Node lets go of a signal that only another signal was made from, and it never fires.
    const expiry = setTimeout(end, Math.min(Math.max(0, untilMs - nowMs), LONGEST_MS)).unref();
    this.open.add(end);
    reply.raw.once('close', gone);
    reply.raw.setTimeout(this.stalledMs, () => reply.raw.destroy());
    // The client may have gone while what it is shown was looked for: then there is nothing more to wait for.
    if (reply.raw.destroyed) gone();
    if (this.stopping) end();
    return ending.signal;
  }
}
