import type { Random } from '@jalon/kernel';
import type { KeyOwner } from '@jalon/ports';
import { secretSentences } from './secret.sentences.js';
import { SecretRefused } from './secret-file.js';

/** Its name where it lies beside the wrapping key. */
export const DESTROYED_LIST_FILE = 'destroyed.sqlite';

/** What an erasure leaves behind of a key. */
export interface DestroyedKey extends KeyOwner {
  /** Null where the subject had no key yet, and none is made any more. */
  readonly kid: string | null;
}

/**
 * The destroyed keys once more, apart from the store of keys and from its backups: when an older store is put back, what it
 * has forgotten is destroyed again before anyone is answered. It only grows.
 */
export interface DestroyedList {
  /** 128 random bits, base64url: a store of keys knows its list by it. */
  readonly id: string;
  all(): Promise<readonly DestroyedKey[]>;
  /** Durable when it resolves; what is on the list already stays as it is. */
  add(destroyed: readonly DestroyedKey[]): Promise<void>;
  /** Looks whether it answers; rejects when it does not. */
  reach(): Promise<void>;
  close(): Promise<void>;
}

export interface OpeningOfList {
  readonly random: Random;
  /** Whether it may be new: not where the store of keys has had one. */
  readonly mayCreate: boolean;
}

export interface DestroyedListPlace {
  /** What the operator knows it by, without its password. */
  readonly place: string;
  /** The list that lies there; null where none lies there and none may be made. */
  open(opening: OpeningOfList): Promise<DestroyedList | null>;
}

/** What a store of keys is opened with besides, for the sake of its list. */
export interface ListOptions {
  /** Whether the list may be another than the store has had, or a new one: for an operator who has lost it. */
  readonly renewList?: boolean;
  /** Told how many erasures the store did not know, when they are done again. */
  readonly onErasedAgain?: (erasures: number) => void;
}

/** What a store of keys and its list lack of each other; an erasure that is on the list twice, with its key and without, counts with it. */
export function lacking(inStore: readonly DestroyedKey[], onList: readonly DestroyedKey[]) {
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
 * The list that was found, where it is the one that the store knows.
 *
 * @throws SecretRefused when there is none, or another: the message says what to do
 */
export function sameList<List extends DestroyedList>(known: string | null, found: List | null, place: string): List {
  if (found && known === found.id) return found;
  throw new SecretRefused(secretSentences.LIST_REFUSED, {
    place,
    what: found ? secretSentences.LIST_OF_ANOTHER : secretSentences.LIST_MISSING,
  });
}

/** An owner in a word, to be told apart by. */
export const ownerOf = ({ tenant, subject, purpose }: KeyOwner): string => `${tenant} ${subject} ${purpose}`;
const ownerAndKid = (destroyed: DestroyedKey) => `${ownerOf(destroyed)} ${destroyed.kid ?? ''}`;

/** The id of a new list. */
export const newListId = (random: Random): string => Buffer.from(random.bytes(16)).toString('base64url');
