import type { Caller, Uuid } from '@jalon/kernel';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; null only on the few routes that serve anyone. */
    caller: Caller | null;
    /** The id under which everything that this request does can be found again. */
    correlationId: Uuid;
  }
}
