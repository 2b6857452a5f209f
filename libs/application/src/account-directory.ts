import { civilDateIn, type CivilDate, type Clock, type HeldRole, type TenantId, type Uuid } from '@jalon/kernel';
import { CorruptEvent, StoreUnavailable, UnknownEvent } from '@jalon/ports';
import { LRUCache } from 'lru-cache';
import type { StreamRepository } from './streams/stream-repository.js';
import type { TenantDirectory, TenantProfile } from './tenant-directory.js';

/** What a person's stream says of them on a day. */
export interface AccountOfPerson {
  readonly status: 'unknown' | 'registered' | 'left';
  readonly roles: readonly HeldRole[];
}

/** Reads an account from the folded state of a person's stream. */
export type AccountOf = (state: unknown, today: CivilDate) => AccountOfPerson;

/** The accounts of all tenants, as the log has them. */
export interface AccountDirectory {
  /** @throws StoreUnavailable, CorruptEvent, UnknownEvent where the person's events cannot be read */
  find(tenant: TenantId, person: Uuid): Promise<AccountOfPerson & { readonly isOperator: boolean }>;
  /** Whether the person has left, as far as can be told: false where their events cannot be read. */
  hasLeft(tenant: TenantId, person: Uuid): Promise<boolean>;
}

/** Of how many people it is kept when the store was asked. */
const KEPT_PEOPLE = 10_000;

/**
 * How long the store is not asked about a person again, in milliseconds. With the time between two looks at a live stream
 * (apps/api/src/live), nobody acts by an account that ended more than a minute ago.
 */
export const ACCOUNT_AGE_MS = 45_000;

export interface AccountDirectoryPorts {
  readonly streams: Pick<StreamRepository, 'load' | 'loadCached'>;
  readonly tenants: Pick<TenantDirectory, 'find'>;
  readonly clock: Clock;
  readonly accountOf: AccountOf;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsed?: () => number;
}

/**
 * Accounts from the streams of people. The store is asked once in `ACCOUNT_AGE_MS`; in between, the stream cache answers. It
 * knows at once what this process appends, and within that time what others did.
 */
export function accountDirectory({
  streams,
  tenants,
  clock,
  accountOf,
  elapsed = () => performance.now(),
}: AccountDirectoryPorts): AccountDirectory {
  const asked = new LRUCache<string, { readonly at: number; readonly exists: boolean }>({ max: KEPT_PEOPLE });

  async function accountIn({ zone, operator }: TenantProfile, tenant: TenantId, person: Uuid) {
    const parts = { category: 'person', tenant, id: person } as const;
    const key = `${tenant} ${person}`;
    const now = elapsed();
    const last = asked.get(key);
    const isRecent = last !== undefined && now - last.at < ACCOUNT_AGE_MS;
    const { state, revision } = await (isRecent ? streams.loadCached(parts) : streams.load(parts));
    if (!isRecent) asked.set(key, { at: now, exists: revision !== null });
    return { ...accountOf(state, civilDateIn(zone, clock.now())), isOperator: operator === person };
  }

  return {
    find: async (tenant, person) => {
      const profile = await tenants.find(tenant);
      return profile ? accountIn(profile, tenant, person) : { status: 'unknown', roles: [], isOperator: false };
    },

    hasLeft: async (tenant, person) => {
      const last = asked.get(`${tenant} ${person}`);
      // The stream cache keeps no empty streams, and whoever was not there cannot have left since.
      if (last && !last.exists && elapsed() - last.at < ACCOUNT_AGE_MS) return false;
      try {
        const profile = await tenants.find(tenant);
        return profile !== null && (await accountIn(profile, tenant, person)).status === 'left';
      } catch (error) {
        if (isUnreadable(error)) return false;
        throw error;
      }
    },
  };
}

function isUnreadable(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof CorruptEvent || error instanceof UnknownEvent;
}
