import type { Tracer } from '@jalon/kernel';

/** Who traces a process, or a thread of it. */
export interface Tracing {
  /** Null where nothing is traced. */
  readonly tracer: Tracer | null;
  /** Sends what is still waiting, for `withinMs` at most, and ends. Never throws. */
  close(withinMs: number): Promise<void>;
}
