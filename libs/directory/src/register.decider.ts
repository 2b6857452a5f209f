import {
  ClaimReleased,
  ClaimTaken,
  claimedAmount,
  foldClaims,
  streamParts,
  type ClaimBook,
  type ClaimOwner,
  type ClaimOwnerEvent,
  type Decider,
  type Register,
  type StreamRef,
  type Uuid,
} from '@jalon/kernel';
import type { RuleSet } from '@jalon/rules';
import { rejection } from './rejections.js';

/** Who holds a number of a register: one organisation at most. */
export interface RegisterState {
  readonly claims: ClaimBook;
}

/** The stream of a number. An organisation claims it before it is registered with the number (docs/adr/0003). */
export function streamOfNumber(register: Register, number: string): StreamRef {
  return { category: 'register', id: `${register}-${number.toLowerCase()}` };
}

/** The organisation that holds the number; null while it is free. */
export function holderOf({ claims }: RegisterState): Uuid | null {
  if (claimedAmount(claims) === 0) return null;
  const [held = ''] = Object.keys(claims);
  return streamParts(held.slice(0, held.indexOf('#')))?.id ?? held;
}

const holder: ClaimOwner<RegisterState> = {
  book: ({ claims }) => claims,
  grant: (state) => {
    const organisation = holderOf(state);
    return organisation === null ? null : rejection('ORGANISATION_EXISTS', { organisation });
  },
};

/** A number of a register in the tenant: it has no commands of its own, and is only claimed. */
export const registerDecider: Decider<RegisterState, ClaimOwnerEvent, RuleSet> = {
  category: 'register',
  initialState: { claims: {} },
  evolve: ({ claims }, event) => ({ claims: foldClaims(claims, event) }),
  exists: ({ claims }) => claimedAmount(claims) > 0,
  rulesOf: () => null,
  events: [ClaimTaken, ClaimReleased],
  commands: [],
  claims: holder,
};
