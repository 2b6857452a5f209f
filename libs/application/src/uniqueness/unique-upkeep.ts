import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TenantId, UniqueValue, Uuid } from '@jalon/kernel';
import type { Account, KeyStore, RowsQuery, UniqueHolder, ViewStore } from '@jalon/ports';
import { endIfVoid, loadHolder, openedUnique, type UniquePorts } from './unique-values.js';
import { stepOf } from '../commands/prepare-command.js';

export interface UniqueUpkeepPorts extends UniquePorts {
  readonly keys: Pick<KeyStore, 'existingKeyOf'>;
  readonly views: Pick<ViewStore, 'read' | 'tenantsIn'>;
  /** Ends the work between two people; the next call goes on. */
  readonly signal?: AbortSignal;
}

/** The ids of the steps are made from this one and stored, so it never changes. */
const UPKEEP: Uuid = '6b0a4f5e-2c1d-5d8e-9a47-0f6b1c2d3e4f';

const PAGE = 200;

/**
 * Brings the reservations in line with the streams: removes those of people whose keys are destroyed, or who were never
 * registered, and makes those that are missing, since there were none yet when the value was recorded or the record store was
 * put back from an older backup. People are found by the view, so call it once the views have seen the log. It never refuses and
 * never throws somebody out: who shares a value then is listed by `duplicatesIn`.
 */
export async function upkeepUnique(ports: UniqueUpkeepPorts): Promise<void> {
  const isAborted = () => ports.signal?.aborted === true;
  const done = new Set<string>();
  let after: Account | null = null;
  for (;;) {
    const page: readonly Account[] = await ports.hashes.people(after, PAGE);
    for (const account of page) {
      if (isAborted()) return;
      if (await hasKey(ports, account)) await bringInLine(ports, account);
      else await endThoseOf(ports, account);
      done.add(nameOf(account));
    }
    after = page.at(-1) ?? null;
    if (page.length < PAGE) break;
    await nextTurn();
  }
  for await (const account of peopleIn(ports)) {
    if (isAborted()) return;
    if (!done.has(nameOf(account))) await bringInLine(ports, account);
  }
}

const nameOf = ({ tenant, person }: Account) => `${tenant} ${person}`;

const hasKey = async ({ keys }: UniqueUpkeepPorts, { tenant, person }: Account): Promise<boolean> =>
  (await keys.existingKeyOf({ tenant, subject: person, purpose: 'identity' })) !== null;

async function endThoseOf(ports: UniqueUpkeepPorts, account: Account): Promise<void> {
  const correlationId = stepOf(UPKEEP, nameOf(account));
  for (const holder of await ports.hashes.ofPerson(account)) {
    await endIfVoid(ports, holder, { steps: correlationId, causationId: correlationId, correlationId });
  }
}

/** Reserves what somebody has and did not reserve, and removes what they reserved and have no more. */
async function bringInLine(ports: UniqueUpkeepPorts, account: Account): Promise<void> {
  const { hashes, clock, sealer } = ports;
  const stream = await loadHolder(ports, account);
  const values = await openedUnique(sealer, stream);
  const used: UniqueHolder[] = [];
  let isMissing = false;
  for (const value of values) {
    const holders = await hashes.holdersOf({ ...value, tenant: account.tenant });
    const own = holders.find(({ person }) => person === account.person);
    if (own) used.push(own);
    isMissing ||= own?.exclusive !== value.exclusive;
  }
  for (const holder of await hashes.ofPerson(account)) {
    const isUsed = used.some(({ hash, scope }) => hash === holder.hash && scope === holder.scope);
    // One for a later attempt is that of a command under way.
    if (!isUsed && holder.attempt < stream.nextRevision) await hashes.remove(holder);
  }
  if (!isMissing) return;
  const by = { ...account, attempt: stream.nextRevision - 1, at: Date.parse(clock.now()) };
  const held = values.map((value) => ({ ...value, held: true }));
  await hashes.reserve(by, held, []);
  // Their keys may have been destroyed since they were opened.
  if (!(await hasKey(ports, account))) await hashes.forget(account);
}

/** The people of the directory who have anything to reserve, as far as its view can tell. */
async function* peopleIn({ views }: UniqueUpkeepPorts): AsyncGenerator<Account> {
  for (const tenant of await views.tenantsIn('people')) {
    let after: readonly string[] | undefined;
    do {
      const query: RowsQuery = {
        tenant,
        order: { by: ['id'] },
        limit: PAGE,
        ...(after && { after }),
      };
      const page = await views.read((reader) => reader.rows('people', query));
      for (const { id, email, staffNumber } of page) {
        if (email !== null || staffNumber !== null) yield { tenant, person: id as Uuid };
      }
      const last = page.at(-1);
      after = last && page.length === PAGE ? [last['id'] as string] : undefined;
    } while (after);
  }
}

/** People who share what only one of them may have. */
export interface Duplicate {
  readonly kind: string;
  readonly scope: string;
  readonly people: readonly Uuid[];
}

/** At most `limit` values that several people of a tenant have, by their streams. */
export async function duplicatesIn(ports: UniquePorts, tenant: TenantId, limit: number): Promise<readonly Duplicate[]> {
  const duplicates: Duplicate[] = [];
  for (const holders of await ports.hashes.shared(tenant, limit)) {
    const { kind, scope } = holders[0] as UniqueHolder;
    const byValue = new Map<string, { readonly person: Uuid; readonly held: UniqueValue<string> }[]>();
    for (const holder of holders) {
      const held = await openedUnique(ports.sealer, await loadHolder(ports, holder));
      const [same] = held.filter((each) => each.kind === kind && each.scope === scope);
      if (same) byValue.set(same.value, [...(byValue.get(same.value) ?? []), { person: holder.person, held: same }]);
    }
    for (const sharing of byValue.values()) {
      if (sharing.length < 2 || !sharing.some(({ held }) => held.exclusive)) continue;
      duplicates.push({ kind, scope, people: sharing.map(({ person }) => person) });
    }
  }
  return duplicates;
}
