import { defineEvent, type EventDefinition, type EventOf } from './event-definition.js';
import { code, integer, list, object, optional, stream, textCode } from './field.js';
import type { StreamName, StreamRef } from './identifiers.js';
import type { Rejection } from './rejection.js';

/**
 * Claims. A scarce resource (a place of a need, later a day of allowance) is claimed in the stream that owns it, before
 * the events that depend on it are appended. docs/adr/0003 has the protocol, libs/application/src/claims runs it.
 *
 * A claim's id is (subject stream, key). Its attempt is the revision at which the subject's next event will lie. The
 * event at that revision settles the claim, and nobody releases the claim before an event lies there.
 */

/** What a decision asks for. */
export interface ClaimRequest {
  readonly owner: StreamRef;
  /** Distinguishes the claims of one subject on one owner, such as `place`. */
  readonly key: string;
  /** In the owner's own unit; never resized once kept. */
  readonly amount: number;
}

/** A claim as events name it. */
export interface ClaimName {
  readonly owner: StreamName;
  readonly key: string;
  readonly attempt: number;
}

const claimNameFields = {
  owner: stream('The stream that was claimed from.'),
  key: textCode('Which of the subject’s claims on that owner.'),
  attempt: integer('revision', 0, Number.MAX_SAFE_INTEGER, 'The subject’s revision that settles the claim.'),
};

/** The field by which an event names the claims that it rests on: the first event of an append names them all. */
export const claimsHeld = optional(
  list(object(claimNameFields, 'One claim.'), 20, 'The claims that this event rests on.'),
);

/** The field by which an event gives claims back: the claim sweeper then releases each in its owner’s stream. */
export const claimsGivenBack = optional(
  list(object(claimNameFields, 'One claim.'), 20, 'The claims given back by this event.'),
);

/** Whether events of this definition give back the claims that they name, instead of resting on them. */
export function givesClaimsBack({ fields }: Pick<EventDefinition, 'fields'>): boolean {
  return fields['claims'] === claimsGivenBack;
}

export const ClaimTaken = defineEvent({
  type: 'ClaimTaken',
  version: 1,
  categories: ['need', 'register'],
  meaning: 'Another stream claimed something of this one, or moved its claim to a later attempt.',
  visibility: 'operations',
  fields: {
    subject: stream('The stream that claims.'),
    key: textCode('Which of the subject’s claims on this owner.'),
    attempt: integer('revision', 0, Number.MAX_SAFE_INTEGER, 'The subject’s revision that will settle the claim.'),
    amount: integer(
      'of the owner’s unit (places of a need; 1 for a register number)',
      1,
      1_000_000_000,
      'How much was taken.',
    ),
  },
});

export const ClaimReleased = defineEvent({
  type: 'ClaimReleased',
  version: 1,
  categories: ['need', 'register'],
  meaning: 'A claim was given back to this stream.',
  visibility: 'operations',
  fields: {
    subject: stream('The stream that had claimed.'),
    key: textCode('Which of the subject’s claims on this owner.'),
    attempt: integer('revision', 0, Number.MAX_SAFE_INTEGER, 'The attempt that is released.'),
    cause: code(['abandoned', 'given-back'] as const, 'Never used by its subject, or given back by it.'),
  },
});

export const ClaimAbandoned = defineEvent({
  type: 'ClaimAbandoned',
  version: 1,
  categories: ['mission', 'organisation', 'employer'],
  meaning:
    'The command that claimed was not carried out: no event can rest on that attempt any more. It changes no state.',
  visibility: 'operations',
  fields: claimNameFields,
});

export type ClaimOwnerEvent = EventOf<typeof ClaimTaken> | EventOf<typeof ClaimReleased>;
export type ClaimSubjectEvent = EventOf<typeof ClaimAbandoned>;

/** What an owner's state keeps of the claims on it, by `claimId`. */
export type ClaimBook = Readonly<Record<string, { readonly attempt: number; readonly amount: number }>>;

export function claimId(subject: StreamName, key: string): string {
  return `${subject}#${key}`;
}

/** The book after a claim event. Never throws; a release of another attempt changes nothing. */
export function foldClaims(book: ClaimBook, event: ClaimOwnerEvent): ClaimBook {
  const id = claimId(event.data.subject, event.data.key);
  switch (event.type) {
    case 'ClaimTaken':
      return { ...book, [id]: { attempt: event.data.attempt, amount: event.data.amount } };
    case 'ClaimReleased': {
      if (book[id]?.attempt !== event.data.attempt) return book;
      return Object.fromEntries(Object.entries(book).filter(([other]) => other !== id));
    }
  }
}

/** The sum of what is claimed, in the owner's unit. */
export function claimedAmount(book: ClaimBook): number {
  return Object.values(book).reduce((sum, { amount }) => sum + amount, 0);
}

/** How an owner answers a new claim. `grant` returns null to grant it; a rejection refuses the claiming command. */
export interface ClaimOwner<State> {
  readonly book: (state: State) => ClaimBook;
  readonly grant: (state: State, claim: { readonly key: string; readonly amount: number }) => Rejection | null;
}
