import type { Reference, Refused, Uuid } from '@jalon/kernel';
import { refuse, type MarketplaceRejection } from './rejections.js';

/** What the marketplace must see of an organisation; the directory's state satisfies it. */
export interface OrganisationSeen {
  readonly status: 'unknown' | 'registered' | 'closed';
}

/** What the marketplace must see of a person; the directory's state satisfies it. */
export type PersonSeen =
  { readonly status: 'unknown' } | { readonly status: 'registered' | 'left'; readonly employer: Uuid | null };

/** Refuses a reference to an entry that was never registered, or is over. */
export function notRegistered(
  reference: Reference<OrganisationSeen | PersonSeen> | undefined,
  codes: { readonly unknown: MarketplaceRejection; readonly over: MarketplaceRejection },
): Refused | null {
  if (!reference?.found || reference.state.status === 'unknown') return refuse(codes.unknown);
  return reference.state.status === 'registered' ? null : refuse(codes.over);
}
