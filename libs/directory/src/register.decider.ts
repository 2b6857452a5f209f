import {
  ClaimReleased,
  ClaimTaken,
  claimedAmount,
  equalJson,
  foldClaims,
  streamName,
  streamParts,
  type ClaimBook,
  type ClaimName,
  type ClaimOwner,
  type ClaimOwnerEvent,
  type ClaimRequest,
  type Decider,
  type Register,
  type StreamParts,
  type StreamRef,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { rejection } from './rejections.js';

/** Who holds a number of a register: one organisation at most, and one employer at most. */
export interface RegisterState {
  readonly claims: ClaimBook;
}

/** The stream of a number. An organisation claims it before it is registered with the number (docs/adr/0003). */
export function streamOfNumber(register: Register, number: string): StreamRef {
  // Of what is stored, only foreign numbers hold the low line, and none of them holds a dash.
  return { category: 'register', id: `${register}-${number.toLowerCase().replaceAll('_', '-')}` };
}

/** The stream from which an employer claims its SIREN: a non-profit may have the same number, as one body of the two. */
export function streamOfEmployerSiren(siren: string): StreamRef {
  return { category: 'register', id: `employer-${siren}` };
}

/** The claim by which an entry holds its number, after some were given back. */
export function claimAfter(held: ClaimName | null, givenBack: readonly ClaimName[] = []): ClaimName | null {
  return held && givenBack.some((claim) => equalJson({ ...claim }, { ...held })) ? null : held;
}

/** What an event says of the number that it gives an entry, the numbers that are given back, and what is claimed for it. */
interface NumberChange {
  readonly claims: { readonly claims?: readonly ClaimName[] };
  readonly freed: readonly { readonly claims: readonly ClaimName[] }[];
  readonly requests: readonly ClaimRequest[];
}

/**
 * An entry's change from one number to another, which may be the same.
 *
 * @param held the claim by which the entry holds its number
 * @param number the stream of the number that it is to have
 */
export function numberChange(
  held: ClaimName | null,
  number: StreamRef | null,
  { tenant, nextRevision }: Pick<Context, 'tenant' | 'nextRevision'>,
): NumberChange {
  const owner = number && streamName({ ...number, tenant });
  const freed = held && held.owner !== owner ? [{ claims: [held] }] : [];
  if (number === null || owner === null || owner === held?.owner) return { claims: {}, freed, requests: [] };
  return {
    claims: { claims: [{ owner, key: 'number', attempt: nextRevision }] },
    freed,
    requests: [{ owner: number, key: 'number', amount: 1 }],
  };
}

/** The organisation or employer that holds the number; null while it is free. */
export function holderOf({ claims }: RegisterState): StreamParts | null {
  const [held] = Object.keys(claims);
  return held === undefined ? null : streamParts(held.slice(0, held.indexOf('#')));
}

const holder: ClaimOwner<RegisterState> = {
  book: ({ claims }) => claims,
  grant: (state) => {
    const held = holderOf(state);
    if (held === null) return null;
    return held.category === 'employer'
      ? rejection('EMPLOYER_EXISTS', { employer: held.id })
      : rejection('ORGANISATION_EXISTS', { organisation: held.id });
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
