import { needEvents } from './need.events.js';
import { offerEvents } from './offer.events.js';

export * from './need.events.js';
export * from './offer.events.js';
export { coordinates } from './place.fields.js';
/** What views keep of needs and offers so that matches are found. */
export { needTerms, offerTerms } from './match/match-terms.js';

/** Every event of the marketplace. */
export const marketplaceEvents = [...needEvents, ...offerEvents] as const;
