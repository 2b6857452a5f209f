import { defineEvent } from './event-definition.js';

/** Appended at the revision that a command's first event would have got, so that this event cannot come any more. */
export const ReservationAbandoned = defineEvent({
  type: 'ReservationAbandoned',
  version: 1,
  categories: ['person'],
  meaning:
    'The command that reserved values for an event at this revision was not carried out: nobody has the values by it. It changes no state.',
  visibility: 'operations',
  fields: {},
});
