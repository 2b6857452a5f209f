import type { Refused, Uuid } from '@jalon/kernel';
import type { ProposeMission } from '../mission.commands.js';
import { knownState, type ProposalReferences } from '../references.js';
import { refuse } from '../rejections.js';
import type { Sides } from './parties.js';

/** Everyone whom a proposal names, as the directory has them. */
export interface NamedParties {
  readonly employee: Uuid;
  readonly employer: Uuid;
  readonly organisation: Uuid;
  readonly need: Uuid | null;
  readonly manager: Uuid | null;
}

/** The sides that a proposal itself names, before the directory is asked whether they exist. */
export function sidesNamed(command: ProposeMission, references: ProposalReferences): Sides {
  const { basis, employee, manager = null } = command;
  // Whose employee they are says the directory first: by naming another employer, nobody speaks for it.
  const employer = knownState(references.employee)?.employer ?? command.employer ?? null;
  return { basis, employee, employer, manager, organisation: organisationNamed(command, references) };
}

/** Finds out whom a proposal is about; refused when one of them is unknown, gone, or does not go with the others. */
export function namedParties(command: ProposeMission, references: ProposalReferences): NamedParties | Refused {
  const refusal = wrongNeed(command, references) ?? wrongEmployee(references) ?? wrongManager(command, references);
  if (refusal) return refusal;
  const organisation = organisationOf(command, references);
  if (typeof organisation !== 'string') return organisation;
  const employer = employerOf(command, references);
  if (typeof employer !== 'string') return employer;
  const { employee, need, manager } = command;
  return { employee, employer, organisation, need: need ?? null, manager: manager ?? null };
}

function wrongNeed(command: ProposeMission, references: ProposalReferences): Refused | null {
  if (!command.need) return null;
  const need = knownState(references.need);
  if (!need) return refuse('NEED_UNKNOWN');
  if (need.status === 'closed') return refuse('NEED_CLOSED');
  const { organisation } = command;
  return organisation && organisation !== need.organisation ? refuse('NEED_OF_ANOTHER_ORGANISATION') : null;
}

function wrongEmployee({ employee }: ProposalReferences): Refused | null {
  const person = knownState(employee);
  if (!person) return refuse('EMPLOYEE_UNKNOWN');
  return person.status === 'left' ? refuse('EMPLOYEE_LEFT') : null;
}

function wrongManager(command: ProposeMission, references: ProposalReferences): Refused | null {
  if (!command.manager) return null;
  if (command.basis === 'personal-time') return refuse('MANAGER_IN_PERSONAL_TIME');
  if (command.manager === command.employee) return refuse('MANAGER_IS_EMPLOYEE');
  const manager = knownState(references.manager);
  if (!manager) return refuse('MANAGER_UNKNOWN');
  return manager.status === 'left' ? refuse('MANAGER_LEFT') : null;
}

function organisationNamed({ organisation }: ProposeMission, { need }: ProposalReferences): Uuid | null {
  return organisation ?? knownState(need)?.organisation ?? null;
}

function organisationOf(command: ProposeMission, references: ProposalReferences): Uuid | Refused {
  const id = organisationNamed(command, references);
  if (!id) return refuse('ORGANISATION_MISSING');
  const organisation = knownState(references.organisation);
  if (!organisation) return refuse('ORGANISATION_UNKNOWN');
  return organisation.status === 'closed' ? refuse('ORGANISATION_CLOSED') : id;
}

function employerOf(command: ProposeMission, references: ProposalReferences): Uuid | Refused {
  const theirs = knownState(references.employee)?.employer;
  const id = command.employer ?? theirs;
  if (!id) return refuse('EMPLOYER_MISSING');
  if (theirs && theirs !== id) return refuse('EMPLOYER_NOT_THEIRS');
  const employer = knownState(references.employer);
  if (!employer) return refuse('EMPLOYER_UNKNOWN');
  return employer.status === 'closed' ? refuse('EMPLOYER_CLOSED') : id;
}
