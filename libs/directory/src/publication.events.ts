import { COMPANY_ROLES, defineEvent, month, twoPersonAct, uuid, type ActEvent, type EventOf } from '@jalon/kernel';

const corrected = { month: month('The month of facts. It is the id of the stream too.') };

/** What is published of a month is to be corrected, by however little. */
export const publicationCorrection = twoPersonAct({
  name: 'PublicationCorrection',
  kind: 'publication-correction',
  category: 'publication',
  noun: 'a correction of what is published of a month',
  visibility: 'company',
  answeredBy: COMPANY_ROLES,
  fields: corrected,
});
export const {
  requested: PublicationCorrectionRequested,
  confirmed: PublicationCorrectionConfirmed,
  refused: PublicationCorrectionRefused,
  withdrawn: PublicationCorrectionRequestWithdrawn,
} = publicationCorrection;

export const PublicationCorrected = defineEvent({
  type: 'PublicationCorrected',
  version: 1,
  categories: ['publication'],
  meaning:
    'From the end of the civil month in which this was recorded, the month is published as it is known then, even where ' +
    'that is about fewer people than the rules ask.',
  visibility: 'company',
  fields: { ...corrected, actId: uuid('The act of two people that decided it.') },
});

export const publicationEvents = [
  PublicationCorrectionRequested,
  PublicationCorrectionConfirmed,
  PublicationCorrectionRefused,
  PublicationCorrectionRequestWithdrawn,
  PublicationCorrected,
] as const;
export type PublicationEvent = ActEvent<typeof publicationCorrection> | EventOf<typeof PublicationCorrected>;
