import type { Reference, Refused, StreamRef, Uuid } from '@jalon/kernel';
import type { NeedEntry, PublishNeed } from './need.commands.js';
import type { NeedState } from './need.state.js';
import { notRegistered, type OrganisationSeen, type PersonSeen } from './references.js';

/** The entries of the directory that a need rests on; the contact only where it is newly named. */
export interface NeedReferences {
  readonly organisation?: Reference<OrganisationSeen>;
  readonly contact?: Reference<PersonSeen>;
}

export function referencesOfPublication(command: PublishNeed, state: NeedState): Readonly<Record<string, StreamRef>> {
  return referencesTo(command.organisation, newContact(command, state));
}

export function referencesOfRevision(command: NeedEntry, state: NeedState): Readonly<Record<string, StreamRef>> {
  return state.status === 'unknown' ? {} : referencesTo(state.organisation, newContact(command, state));
}

/** Refuses a need of an organisation, or with a new contact, that is not registered. */
export function wrongNames(command: NeedEntry, state: NeedState, references: NeedReferences): Refused | null {
  const organisation = notRegistered(references.organisation, {
    unknown: 'NEED_ORGANISATION_UNKNOWN',
    over: 'NEED_ORGANISATION_CLOSED',
  });
  if (organisation || !newContact(command, state)) return organisation;
  return notRegistered(references.contact, { unknown: 'NEED_CONTACT_UNKNOWN', over: 'NEED_CONTACT_LEFT' });
}

/** Only a new contact is looked up: one that was named already may have left since. */
function newContact({ contact }: NeedEntry, state: NeedState): Uuid | null {
  const held = state.status === 'unknown' ? null : state.contact;
  return contact && contact !== held ? contact : null;
}

function referencesTo(organisation: Uuid, contact: Uuid | null): Readonly<Record<string, StreamRef>> {
  return {
    organisation: { category: 'organisation', id: organisation },
    ...(contact ? { contact: { category: 'person', id: contact } } : {}),
  };
}
