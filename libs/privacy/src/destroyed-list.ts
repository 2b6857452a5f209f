import type { Random } from '@jalon/kernel';
import type { InstallationRecord, KeyOwner } from '@jalon/ports';
import { secretMessages } from './secret.messages.js';
import { SecretRefused } from '@jalon/secret-files';

/** The name of the list's file when it is next to the wrapping key. */
export const DESTROYED_LIST_FILE = 'destroyed.sqlite';

/** An erasure: what is left of a destroyed key. */
export interface DestroyedKey extends KeyOwner {
  /** Null where the subject had no key; none is made any more. */
  readonly kid: string | null;
}

/**
 * A second list of the destroyed keys, apart from the key store and from its backups. When an older store is put back, the
 * erasures that it has forgotten are done again before anyone is answered. The list only grows (ADR 0024).
 */
export interface DestroyedList {
  /** 128 random bits, base64url: a key store recognises its list by it. */
  readonly id: string;
  readonly installation: InstallationRecord;
  all(): Promise<readonly DestroyedKey[]>;
  /** Durable when it resolves; what is on the list already stays as it is. */
  add(destroyed: readonly DestroyedKey[]): Promise<void>;
  /** Rejects when the list does not answer. */
  reach(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenListOptions {
  readonly random: Random;
  /** Whether the list may be new: not where the key store has had one. */
  readonly mayCreate: boolean;
}

export interface DestroyedListPlace {
  /** The name by which the operator knows the list, without its password. */
  readonly place: string;
  /** Opens the list at this place; resolves to null where there is none and none may be made. */
  open(opening: OpenListOptions): Promise<DestroyedList | null>;
}

/** Options of opening a key store that concern its list. */
export interface ListOptions {
  /** Whether the list may be another than the store has had, or a new one: for an operator who has lost the right one. */
  readonly renewList?: boolean;
  /** Called with the number of erasures that the store did not know, once they are done again. */
  readonly onErasedAgain?: (erasures: number) => void;
}

/**
 * The erasures that a key store is missing, and those that its list is. An erasure may be on the list twice, with the id of
 * its key and without; then the one with the id counts.
 */
export function missingErasures(inStore: readonly DestroyedKey[], onList: readonly DestroyedKey[]) {
  const erased = new Set(inStore.map(ownerOf));
  const listed = new Set(onList.map(ownerAndKid));
  const keysLast = [...onList].sort((one, other) => Number(one.kid !== null) - Number(other.kid !== null));
  const listedOnce = new Map(keysLast.map((each) => [ownerOf(each), each]));
  return {
    inStore: [...listedOnce].flatMap(([owner, each]) => (erased.has(owner) ? [] : [each])),
    onList: inStore.filter((each) => !listed.has(ownerAndKid(each))),
  };
}

/**
 * Returns the list that was found if it is the one that belongs to the store.
 *
 * @param known the id of the list that belongs to it
 * @throws SecretRefused when there is none, or another; the message says what to do
 */
export function requireSameList<List extends DestroyedList>(
  known: string | null,
  found: List | null,
  place: string,
): List {
  if (found && known === found.id) return found;
  throw new SecretRefused(secretMessages.LIST_REFUSED, {
    place,
    what: found ? secretMessages.LIST_OF_ANOTHER : secretMessages.LIST_MISSING,
  });
}

/** An owner as a key of maps and sets. */
export const ownerOf = ({ tenant, subject, purpose }: KeyOwner): string => `${tenant} ${subject} ${purpose}`;
const ownerAndKid = (destroyed: DestroyedKey) => `${ownerOf(destroyed)} ${destroyed.kid ?? ''}`;

export const newListId = (random: Random): string => Buffer.from(random.bytes(16)).toString('base64url');
