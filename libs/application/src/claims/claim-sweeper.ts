import { instantPlus, type Clock, type StoredEvent, type Uuid } from '@jalon/kernel';
import { stepOf } from '../commands/command-id.js';
import type { ClaimPorts } from './claim.entry.js';
import { resolveClaim } from './claim-resolver.js';
import type { ClaimsDue } from './claims-due.js';
import type { ClaimCause, HeldClaim } from './held-claim.js';

/** The process manager that looks after claims: its steps' ids are made from this one, so it never changes. */
const CLAIM_KEEPER: Uuid = '0e3c8d5b-7a55-5c0f-8a39-2f1f4b7c6d90';

/** A command that takes longer than this between its claim and its append is thought to have died. */
export const DEFAULT_CLAIM_DELAY_MS = 60_000;

export interface ClaimSweeperPorts extends ClaimPorts {
  readonly clock: Clock;
  readonly due: ClaimsDue;
  /** How old a claim on which nothing rests must be; however short, no place is given twice. */
  readonly delayMs?: number;
}

/** What one round came to. */
export interface Sweep {
  readonly kept: number;
  readonly gone: number;
  readonly failed: readonly { readonly claim: HeldClaim; readonly error: unknown }[];
}

/**
 * Settles claims whose command died, and releases those that their subject gave back. Every decision is taken against the
 * streams: the list of claims due may be late or repeat itself. Idempotent, so any number of processes may run it.
 */
export interface ClaimSweeper {
  /** Looks after every claim due now. One that fails does not keep the others. */
  sweep(): Promise<Sweep>;
}

export function claimSweeper({
  clock,
  due,
  delayMs = DEFAULT_CLAIM_DELAY_MS,
  ...ports
}: ClaimSweeperPorts): ClaimSweeper {
  async function settle(claim: HeldClaim): Promise<'kept' | 'gone'> {
    const taken = await takingOf(ports, claim);
    return taken ? resolveClaim(ports, claim, causeOf(taken)) : 'gone';
  }

  return {
    async sweep() {
      const settled: ('kept' | 'gone')[] = [];
      const failed: Sweep['failed'][number][] = [];
      for await (const claim of due.due(instantPlus(clock.now(), -delayMs))) {
        try {
          settled.push(await settle(claim));
        } catch (error) {
          failed.push({ claim, error });
        }
      }
      const kept = settled.filter((settlement) => settlement === 'kept').length;
      return { kept, gone: settled.length - kept, failed };
    },
  };
}

/** The event by which the claim was taken; null when its owner never heard of it. */
async function takingOf({ streams }: ClaimPorts, { owner, ...claim }: HeldClaim): Promise<StoredEvent | null> {
  let taking: StoredEvent | null = null;
  for await (const event of streams.eventsFrom(owner, 0)) {
    const { type, data } = event.envelope;
    const same = data['subject'] === claim.subject && data['key'] === claim.key && data['attempt'] === claim.attempt;
    if (type === 'ClaimTaken' && same) taking = event;
  }
  return taking;
}

function causeOf({ envelope }: StoredEvent): ClaimCause {
  return {
    steps: stepOf(CLAIM_KEEPER, envelope.id),
    causationId: envelope.id,
    correlationId: envelope.correlationId,
  };
}
