import {
  event,
  instantPlus,
  isSealed,
  ReservationAbandoned,
  type Clock,
  type Opened,
  type Personal,
  type UniqueRequest,
  type UniqueValue,
  type UniqueValues,
  type Uuid,
} from '@jalon/kernel';
import { ConflictError, type Account, type UniqueHashes, type UniqueHolder, type UniqueKey } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import { appendEngineEvent, type ClaimCause, type ClaimPorts } from '../claims/claim.js';
import { retryOnConflict, CONFLICT } from '../streams/concurrency.js';
import type { LoadedStream } from '../streams/stream-repository.js';

/**
 * Values that only one thing may have, such as a staff number at an employer. They must not outlive an erasure, so no event
 * may hold them or a hash of them: they are reserved in the record store, and the streams say who has them
 * (docs/adr/0040).
 *
 * 1. Before the append, a command reserves its values for its attempt: the revision at which its event will lie.
 * 2. A reservation of another is in the way while the other's entry has the value. It is void once an event lies at its
 *    attempt and the entry has another value. So no clock decides, and a lost reservation is found to be void by whoever
 *    wants the value.
 * 3. Where no event lies at the attempt, the command is under way, or it died. After a while `ReservationAbandoned` is appended
 *    there: from then on no event can rest on the reservation, however late its process wakes up.
 */
export interface UniquePorts extends ClaimPorts {
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly hashes: UniqueHashes;
  /** How long a reservation is taken for one of a command under way. Even a short time never gives a value twice. */
  readonly uniqueDelayMs?: number;
}

const DEFAULT_DELAY_MS = 10_000;

/** The result of reserving values for a command. `holder`: another has one of them, or is about to. */
export type Reservation = 'reserved' | { readonly value: UniqueRequest; readonly holder: Uuid };

/** Reserves all of the values, or none. @throws StoreUnavailable, TooManyConflicts */
export async function reserveUnique(
  ports: UniquePorts,
  { parts: { tenant, id: person }, nextRevision: attempt }: LoadedStream,
  values: readonly UniqueRequest[],
  cause: ClaimCause,
): Promise<Reservation> {
  let voided: readonly UniqueHolder[] = [];
  return retryOnConflict(async () => {
    const by = { tenant, person, attempt, at: Date.parse(ports.clock.now()) };
    const inTheWay = await ports.hashes.reserve(by, values, voided);
    if (inTheWay.length === 0) return 'reserved';
    for (const { value, holder } of inTheWay) {
      if ((await standingOf(ports, holder, value.value, cause)) !== 'void') return { value, holder: holder.person };
    }
    voided = [...voided, ...inTheWay.map(({ holder }) => holder)];
    return CONFLICT;
  });
}

/**
 * Ends the reservations of a command whose append failed, so that others can have the values.
 *
 * @throws StoreUnavailable: whoever wants one of them ends it later
 */
export async function endReservations(
  ports: UniquePorts,
  { parts: { tenant, id: person }, nextRevision: attempt }: LoadedStream,
  values: readonly UniqueRequest[],
  cause: ClaimCause,
): Promise<void> {
  for (const value of values) {
    for (const holder of await ports.hashes.holdersOf({ ...value, tenant })) {
      if (holder.person !== person || holder.attempt !== attempt) continue;
      const standing = await standingOf({ ...ports, uniqueDelayMs: 0 }, holder, value.value, cause);
      if (standing === 'void') await ports.hashes.remove(holder);
    }
  }
}

/** Removes a reservation of somebody without a key, who can have no value: unless the command may be under way. */
export async function endIfVoid(ports: UniquePorts, holder: UniqueHolder, cause: ClaimCause): Promise<void> {
  if ((await standingOf(ports, holder, null, cause)) === 'void') await ports.hashes.remove(holder);
}

/** The one person who has a value; null where nobody or several do. */
export async function onlyHolderOf(ports: UniquePorts, key: UniqueKey): Promise<Uuid | null> {
  const [only, ...others] = await holdersOf(ports, key);
  return others.length === 0 ? (only ?? null) : null;
}

/** The people who have a value, by their streams. */
export async function holdersOf(ports: UniquePorts, key: UniqueKey): Promise<readonly Uuid[]> {
  const holders: Uuid[] = [];
  for (const holder of await ports.hashes.holdersOf(key)) {
    const stream = await loadHolder(ports, holder);
    if (await has(ports.sealer, stream, holder, key.value)) holders.push(holder.person);
  }
  return [...new Set(holders)];
}

/** `held`: the entry has the value. `under-way`: it may have it soon. `void`: neither, and it never will by this attempt. */
type Standing = 'held' | 'under-way' | 'void';

async function standingOf(
  ports: UniquePorts,
  holder: UniqueHolder,
  value: string | null,
  cause: ClaimCause,
): Promise<Standing> {
  return retryOnConflict(async () => {
    const stream = await loadHolder(ports, holder);
    if (value !== null && (await has(ports.sealer, stream, holder, value))) return 'held';
    // A stream that ends before the last event that the command saw was put back: the command cannot append to it either.
    if (stream.nextRevision !== holder.attempt) return 'void';
    if (isFresh(ports, holder)) return 'under-way';
    const step = `abandon reservations of ${stream.name} at ${stream.nextRevision}`;
    try {
      await appendEngineEvent(ports, stream, step, cause, event(ReservationAbandoned, {}));
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    return CONFLICT;
  });
}

/** A reservation from the future was made while a clock was ahead: nothing is known of its age. */
function isFresh({ clock, uniqueDelayMs = DEFAULT_DELAY_MS }: UniquePorts, { at }: UniqueHolder): boolean {
  const now = clock.now();
  return at > Date.parse(instantPlus(now, -uniqueDelayMs)) && at <= Date.parse(instantPlus(now, uniqueDelayMs));
}

/** Unique values are those of people: the record store knows no other holder. */
export const loadHolder = (
  { streams }: Pick<UniquePorts, 'streams'>,
  { tenant, person }: Account,
): Promise<LoadedStream> => streams.load({ category: 'person', tenant, id: person });

async function has(
  sealer: Sealer,
  stream: LoadedStream,
  { kind, scope }: Pick<UniqueHolder, 'kind' | 'scope'>,
  value: string,
): Promise<boolean> {
  const held = await openedUnique(sealer, stream);
  return held.some((each) => each.kind === kind && each.scope === scope && each.value === value);
}

/** The values that a thing has, in clear and normalised; none of those that are erased. */
export async function openedUnique(
  sealer: Sealer,
  { decider, state }: Pick<LoadedStream, 'decider' | 'state'>,
): Promise<readonly UniqueValue<string>[]> {
  const unique = decider.unique as UniqueValues<unknown> | undefined;
  if (!unique) return [];
  const opened: UniqueValue<string>[] = [];
  for (const held of unique.heldBy(state)) {
    const value = await open(sealer, held.value);
    if (value !== 'erased') opened.push({ ...held, value: unique.normalised(held.kind, value.value) });
  }
  return opened;
}

async function open(sealer: Sealer, value: Personal<string>): Promise<Opened<string>> {
  if (!isSealed(value)) throw new Error('state holds a personal field that was never sealed');
  return sealer.open<string>(value);
}
