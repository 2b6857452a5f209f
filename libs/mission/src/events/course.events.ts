import { claimsGivenBack, code, date, defineEvent, nullable, personalText, text, uuid, PARTIES } from '@jalon/kernel';
import { attributionFields, CANCELLATION_REASONS } from './proposal.events.js';

/** Coded, so that no medical detail is ever written down. */
export const SUSPENSION_REASONS = [
  'employee-absent',
  'organisation-request',
  'company-request',
  'force-majeure',
  'other',
] as const;

export const MissionSuspended = defineEvent({
  type: 'MissionSuspended',
  version: 1,
  categories: ['mission'],
  meaning: 'No time may be given from this day until the mission resumes.',
  visibility: 'mission',
  fields: { from: date('The first day of it.'), reason: code(SUSPENSION_REASONS, 'Why, without medical detail.') },
});

export const MissionResumed = defineEvent({
  type: 'MissionResumed',
  version: 1,
  categories: ['mission'],
  meaning: 'Time may be given again from this day.',
  visibility: 'mission',
  fields: { from: date('The first day of it.') },
});

export const MissionCancelled = defineEvent({
  type: 'MissionCancelled',
  version: 1,
  categories: ['mission'],
  meaning: 'The mission ended without closing. Approved time stays and still counts.',
  visibility: 'mission',
  fields: {
    party: code(PARTIES, 'Who cancelled.'),
    reason: code(CANCELLATION_REASONS, 'Why.'),
    claims: claimsGivenBack,
  },
});

export type AttributionField = keyof typeof attributionFields;
export const ATTRIBUTION_FIELDS = Object.keys(attributionFields) as readonly AttributionField[];

export const AttributionCorrected = defineEvent({
  type: 'AttributionCorrected',
  version: 1,
  categories: ['mission'],
  meaning: 'One of the codes by which reports attribute the mission was corrected. Nothing else re-attributes.',
  visibility: 'mission',
  fields: {
    employee: uuid('Whom the mission is for.'),
    field: code(ATTRIBUTION_FIELDS, 'Which code.'),
    before: nullable(text(60, 'What it was, as text; null when it was unknown.')),
    after: nullable(text(60, 'What it is, as text; null when it is unknown.')),
    reason: nullable(personalText(2_000, 'data.employee', 'Why; null only once the employee was erased.')),
  },
});
