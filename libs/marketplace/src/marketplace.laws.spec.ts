import type { CommandClass, Fields } from '@jalon/kernel';
import { arbitraryValues, describeDeciderLaws, SOME_IDS } from '@jalon/testing';
import fc from 'fast-check';
import { CloseNeed, PublishNeed, ReviseNeed } from './need.commands.js';
import { needDecider } from './need.decider.js';
import { NeedClosed, NeedPublished, NeedRevised } from './need.events.js';
import { PublishOffer, ReviseOffer, WithdrawOffer } from './offer.commands.js';
import { offerDecider } from './offer.decider.js';
import { OfferPublished, OfferRevised, OfferWithdrawn } from './offer.events.js';
import { marketplaceRejections as rejections } from './rejections.js';

/** A command carries the fields of its event, personal ones in clear. */
const any = (command: CommandClass, { fields }: { readonly fields: Fields }) =>
  arbitraryValues(fields, 'plain').map((values) => Object.assign(new command(), values));

const references = [
  { status: 'unknown' },
  { status: 'registered', employer: SOME_IDS[0] },
  { status: 'registered', employer: null },
  { status: 'left', employer: null },
  { status: 'closed' },
];

describeDeciderLaws({
  decider: needDecider,
  commands: fc.oneof(any(PublishNeed, NeedPublished), any(ReviseNeed, NeedRevised), any(CloseNeed, NeedClosed)),
  rejections,
  references,
});

describeDeciderLaws({
  decider: offerDecider,
  commands: fc.oneof(
    any(PublishOffer, OfferPublished),
    any(ReviseOffer, OfferRevised),
    any(WithdrawOffer, OfferWithdrawn),
  ),
  rejections,
  references,
});
