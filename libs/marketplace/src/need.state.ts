import { foldClaims, type ClaimBook, type Recorded, type Uuid, type ValuesOf } from '@jalon/kernel';
import type { NeedClosed, NeedEvent, NeedPublished, NeedRevised } from './need.events.js';

/** What a revision replaces. */
export type NeedValues = ValuesOf<(typeof NeedRevised)['fields']>;
type Published = Omit<ValuesOf<(typeof NeedPublished)['fields']>, 'link'> & { readonly link: string | null };

/** The current state of a demand, with the claims on its places; `writtenBy` is the author of these values. */
export type NeedState = { readonly claims: ClaimBook } & (
  | { readonly status: 'unknown' }
  | ({ readonly status: 'open'; readonly writtenBy: Uuid } & Published)
  | ({ readonly status: 'closed'; readonly closedBy: Uuid } & ValuesOf<(typeof NeedClosed)['fields']> & Published)
);

export const noNeed: NeedState = { status: 'unknown', claims: {} };

export function evolveNeed(state: NeedState, event: Recorded<NeedEvent>): NeedState {
  switch (event.type) {
    case 'NeedPublished':
      return {
        ...{ status: 'open', claims: state.claims, writtenBy: event.actor.person },
        ...{ ...event.data, link: event.data.link ?? null },
      };
    case 'NeedRevised': {
      if (state.status !== 'open') return state;
      // A revision replaces all values: one without a link takes the link away.
      return { ...state, writtenBy: event.actor.person, ...event.data, link: event.data.link ?? null };
    }
    case 'NeedClosed': {
      if (state.status !== 'open') return state;
      const { writtenBy: _writtenBy, ...need } = state;
      return { ...need, status: 'closed', closedBy: event.actor.person, reason: event.data.reason };
    }
    case 'ClaimTaken':
    case 'ClaimReleased':
      return { ...state, claims: foldClaims(state.claims, event) };
  }
}
