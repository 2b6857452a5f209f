import { setTimeout as pause } from 'node:timers/promises';
import type { ViewStore } from '@jalon/ports';

/**
 * How long a process that stopped answering keeps others from projecting: less than a query waits for its position, so
 * that the first reader after a crash is answered.
 */
export const LEASE_MS = 4_000;
const RENEWAL_MS = 1_000;

export interface ProjectorLease {
  /** Aborts when the lease is lost, or when the process stops. */
  readonly signal: AbortSignal;
  giveUp(): Promise<void>;
}

interface LeaseOptions {
  readonly views: Pick<ViewStore, 'takeLease' | 'dropLease'>;
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** Takes the projector's lease and renews it until it is given up; null while another process has it. */
export async function holdLease({ views, holder, signal }: LeaseOptions): Promise<ProjectorLease | null> {
  const take = () => views.takeLease(holder, LEASE_MS);
  if (!(await take())) return null;
  const lost = new AbortController();
  const given = new AbortController();

  /** One renewal at a time, until one fails. */
  async function renew(): Promise<void> {
    try {
      do await pause(RENEWAL_MS, undefined, { signal: given.signal });
      while (await take());
    } catch {
      // Given up, or the store did not answer: either way it is not held any more.
    }
    lost.abort();
  }

  const renewals = renew();
  return {
    signal: AbortSignal.any([signal, lost.signal]),
    giveUp: async () => {
      given.abort();
      // One that is under way would take the lease again after it was dropped.
      await renewals;
      // Where the store takes no writes, the lease runs out by itself; this error would hide why the projector ends.
      await views.dropLease(holder).catch(() => undefined);
    },
  };
}
