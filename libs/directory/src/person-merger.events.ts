import { COMPANY_ROLES, defineEvent, twoPersonAct, uuid } from '@jalon/kernel';

/** Two entries are one human. */
export const personMerger = twoPersonAct({
  name: 'PersonMerger',
  kind: 'person-merger',
  category: 'person',
  noun: 'the merger of the person’s entry with another of the same human',
  visibility: 'company',
  answeredBy: COMPANY_ROLES,
  fields: { into: uuid('The other entry of the same human.') },
});
export const {
  requested: PersonMergerRequested,
  confirmed: PersonMergerConfirmed,
  refused: PersonMergerRefused,
  withdrawn: PersonMergerRequestWithdrawn,
} = personMerger;

export const PersonMerged = defineEvent({
  type: 'PersonMerged',
  version: 1,
  categories: ['person'],
  meaning: 'From here on this entry and another are one human. What is read as of an earlier moment stays.',
  visibility: 'company',
  fields: {
    actId: uuid('The act of two people that merged them.'),
    into: uuid('The other entry.'),
  },
});

/** Two entries that were merged by mistake are two humans. */
export const personSeparation = twoPersonAct({
  name: 'PersonSeparation',
  kind: 'person-separation',
  category: 'person',
  noun: 'the separation of the person’s entry from what it was merged into',
  visibility: 'company',
  answeredBy: COMPANY_ROLES,
  fields: { from: uuid('The entry that it was merged into.') },
});
export const {
  requested: PersonSeparationRequested,
  confirmed: PersonSeparationConfirmed,
  refused: PersonSeparationRefused,
  withdrawn: PersonSeparationRequestWithdrawn,
} = personSeparation;

export const PersonSeparated = defineEvent({
  type: 'PersonSeparated',
  version: 1,
  categories: ['person'],
  meaning: 'This entry is a human of its own again. What is read as of an earlier moment stays.',
  visibility: 'company',
  fields: {
    actId: uuid('The act of two people that separated them.'),
    from: uuid('The entry that it was merged into.'),
  },
});

export const personMergerEvents = [
  PersonMergerRequested,
  PersonMergerConfirmed,
  PersonMergerRefused,
  PersonMergerRequestWithdrawn,
  PersonMerged,
  PersonSeparationRequested,
  PersonSeparationConfirmed,
  PersonSeparationRefused,
  PersonSeparationRequestWithdrawn,
  PersonSeparated,
] as const;
