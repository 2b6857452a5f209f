import { setTimeout as sleep } from 'node:timers/promises';
import { instantPlus, notify, type Clock, type Instant, type Row, type StoredEvent, type Uuid } from '@jalon/kernel';
import type { RowsQuery, Telemetry, ViewStore } from '@jalon/ports';
import { stepOf } from '../commands/prepare-command.js';
import type { ClaimCause, ClaimPorts, HeldClaim } from './claim.js';
import { resolveClaim, type Resolution } from './claim-resolver.js';

/** The ids of the sweeper's steps are made from this one and stored, so it never changes. */
const CLAIM_SWEEPER: Uuid = '0e3c8d5b-7a55-5c0f-8a39-2f1f4b7c6d90';

/** A command that takes longer than this between its claim and its append is thought to have died. */
const DEFAULT_CLAIM_DELAY_MS = 60_000;

export interface ClaimSweeperPorts extends ClaimPorts {
  readonly clock: Clock;
  readonly due: ClaimsDue;
  /** The age from which a claim on which no event rests is resolved. Even a short age never gives a place twice. */
  readonly delayMs?: number;
}

/** The result of one sweep. */
export interface Sweep {
  readonly kept: number;
  readonly gone: number;
  readonly failed: readonly { readonly claim: HeldClaim; readonly error: unknown }[];
}

/**
 * Resolves claims whose command died, and releases claims that their subject gave back. It decides from the streams: the
 * list of claims due may be late or repeat itself. It is idempotent, so any number of processes may run it.
 */
export interface ClaimSweeper {
  /** Looks after every claim due now. A claim that fails does not stop the others. */
  sweep(): Promise<Sweep>;
}

export function claimSweeper({
  clock,
  due,
  delayMs = DEFAULT_CLAIM_DELAY_MS,
  ...ports
}: ClaimSweeperPorts): ClaimSweeper {
  async function resolve(claim: HeldClaim): Promise<Resolution> {
    const taken = await takingOf(ports, claim);
    return taken ? resolveClaim(ports, claim, causeOf(taken)) : 'gone';
  }

  return {
    async sweep() {
      const resolved: Resolution[] = [];
      const failed: Sweep['failed'][number][] = [];
      const now = clock.now();
      const fresh = { from: instantPlus(now, -delayMs), to: instantPlus(now, delayMs) };
      for await (const claim of due.due(fresh)) {
        try {
          resolved.push(await resolve(claim));
        } catch (error) {
          failed.push({ claim, error });
        }
      }
      const kept = resolved.filter((resolution) => resolution === 'kept').length;
      return { kept, gone: resolved.length - kept, failed };
    },
  };
}

/** The event by which the claim was taken; null when the owner's stream has none. */
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
    steps: stepOf(CLAIM_SWEEPER, envelope.id),
    causationId: envelope.id,
    correlationId: envelope.correlationId,
  };
}

/** Sweeps again and again, until it is stopped. */
export interface Sweeping {
  /** Ends after the sweep under way. */
  stop(): Promise<void>;
}

export interface SweepingOptions {
  readonly everyMs?: number;
  readonly onSweep?: (sweep: Sweep) => void;
  /** Gets the fault of a sweep that could not begin: the views or the store did not answer. The next sweep tries again. */
  readonly telemetry: Pick<Telemetry, 'fault'>;
}

const EVERY_MS = 5_000;

export function startSweeping(sweeper: ClaimSweeper, options: SweepingOptions): Sweeping {
  const { everyMs = EVERY_MS, onSweep, telemetry } = options;
  const stopping = new AbortController();

  async function sweepUntilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweeper.sweep().then(
        (sweep) => notify(onSweep, sweep),
        (error: unknown) => telemetry.fault(error),
      );
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  const ended = sweepUntilStopped();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/**
 * When a claim must have been taken for its command to be under way still. A claim taken later was taken while the clock was
 * ahead, so that nothing is known of its age: it counts as left behind, since even a short age never gives a place twice.
 */
export interface FreshClaims {
  readonly from: Instant;
  readonly to: Instant;
}

/** The claims that the sweeper should look after. Only a hint: views may lag, and the streams decide. */
export interface ClaimsDue {
  /**
   * Claims that their owner still has although they were given back or abandoned, and claims that are not `fresh` and on
   * which no known event rests.
   */
  due(fresh: FreshClaims): AsyncIterable<HeldClaim>;
}

const PAGE = 200;
const ORDER = ['takenAt', 'owner', 'subject', 'key'] as const;

/** The claims due, from the views `claims` and `claim_uses`. */
export function claimsDueIn(views: Pick<ViewStore, 'read' | 'tenantsIn'>): ClaimsDue {
  return {
    async *due(fresh) {
      for (const tenant of await views.tenantsIn('claims')) {
        let after: readonly string[] | undefined;
        do {
          const query: RowsQuery = { tenant, ...dueOutside(fresh), ...(after && { after }) };
          const page = await views.read((reader) => reader.rows('claims', query));
          yield* page.map(claimOf);
          after = page.length < PAGE ? undefined : ORDER.map((column) => page.at(-1)?.[column] as string);
        } while (after);
      }
    },
  };
}

function dueOutside({ from, to }: FreshClaims): Omit<RowsQuery, 'tenant'> {
  return {
    join: {
      table: 'claim_uses',
      on: { owner: 'owner', subject: 'subject', key: 'key', attempt: 'attempt' },
      kind: 'left',
    },
    where: [
      {
        anyOf: [
          [['claim_uses.state', 'in', ['given-back', 'abandoned']]],
          [
            ['claim_uses.state', '=', null],
            ['takenAt', '<', from],
          ],
          [
            ['claim_uses.state', '=', null],
            ['takenAt', '>', to],
          ],
        ],
      },
    ],
    order: { by: ORDER },
    limit: PAGE,
  };
}

function claimOf({ owner, subject, key, attempt }: Row): HeldClaim {
  return { owner: owner as string, subject: subject as string, key: key as string, attempt: attempt as number };
}
