import { code, date, defineEvent, nullable, text, textCode, uuid, REGISTERS, type EventOf } from '@jalon/kernel';

const organisationFields = {
  name: text(200, 'The non-profit’s name.'),
  register: code(REGISTERS, 'The register in which it can be found.'),
  registerNumber: nullable(textCode('Its number there; null while unknown.')),
  department: nullable(textCode('The department, or foreign region, of its seat.')),
  contact: nullable(uuid('The registered person to write to.')),
};

export const OrganisationRegistered = defineEvent({
  type: 'OrganisationRegistered',
  version: 1,
  categories: ['organisation'],
  meaning: 'A non-profit was entered in the tenant’s directory.',
  visibility: 'directory',
  fields: organisationFields,
});

export const OrganisationRevised = defineEvent({
  type: 'OrganisationRevised',
  version: 1,
  categories: ['organisation'],
  meaning: 'The non-profit’s entry was replaced by these values.',
  visibility: 'directory',
  fields: organisationFields,
});

export const OrganisationClosed = defineEvent({
  type: 'OrganisationClosed',
  version: 1,
  categories: ['organisation'],
  meaning: 'The non-profit takes part in nothing new from this day.',
  visibility: 'directory',
  fields: { closedOn: date('The first day on which nothing new may name it.') },
});

export const organisationEvents = [OrganisationRegistered, OrganisationRevised, OrganisationClosed] as const;
export type OrganisationEvent = EventOf<(typeof organisationEvents)[number]>;
