import type { Caller, Traceparent, Uuid } from '@jalon/kernel';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; null only on the few routes that serve anyone. */
    caller: Caller | null;
    /** When the caller's token expires, in milliseconds since 1970; 0 where there is none. */
    tokenExpiresAt: number;
    /** The id under which everything that this request does can be found again. */
    correlationId: Uuid;
    /** The span that the request is, where somebody traces. */
    traceparent?: Traceparent;
  }
}
