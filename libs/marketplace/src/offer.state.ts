import type { Recorded, Uuid, ValuesOf } from '@jalon/kernel';
import type { OfferEvent, OfferPublished } from './offer.events.js';

export type OfferValues = ValuesOf<(typeof OfferPublished)['fields']>;

/** The current state of a supply, its own words unopened; `writtenBy` is the author of these values. */
export type OfferState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'open'; readonly writtenBy: Uuid } & OfferValues)
  | ({ readonly status: 'withdrawn'; readonly withdrawnBy: Uuid } & OfferValues);

export const noOffer: OfferState = { status: 'unknown' };

export function evolveOffer(state: OfferState, event: Recorded<OfferEvent>): OfferState {
  switch (event.type) {
    case 'OfferPublished':
    case 'OfferRevised':
      return { status: 'open', writtenBy: event.actor.person, ...event.data };
    case 'OfferWithdrawn': {
      if (state.status !== 'open') return state;
      const { writtenBy: _writtenBy, ...offer } = state;
      return { ...offer, status: 'withdrawn', withdrawnBy: event.actor.person };
    }
  }
}
