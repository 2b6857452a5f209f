import { accepted, event, isAlreadySo, isRefused, type Decider, type Decision, type Refused } from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { asCompany, endAhead } from './company.js';
import { CloseEmployer, RegisterEmployer, ReviseEmployer, type EmployerEntry } from './employer.commands.js';
import {
  EmployerClosed,
  employerEvents,
  EmployerRegistered,
  EmployerRevised,
  type EmployerEvent,
} from './employer.events.js';
import { evolveEmployer, noEmployer, type EmployerState, type EmployerValues } from './employer.state.js';
import { readSiren } from './register-number.js';
import { refuse } from './rejections.js';

type EmployerDecision = Decision<EmployerEvent>;

function register(command: RegisterEmployer, state: EmployerState, { caller }: Context): EmployerDecision {
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  const values = valuesOf(command);
  if (isRefused(values)) return values;
  switch (state.status) {
    case 'closed':
      return refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return isAlreadySo({ ...values, writtenBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('EMPLOYER_ALREADY_REGISTERED');
    case 'unknown':
      return accepted(actor, [event(EmployerRegistered, values)]);
  }
}

function revise(command: ReviseEmployer, state: EmployerState, { caller }: Context): EmployerDecision {
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (state.status === 'unknown') return refuse('EMPLOYER_NOT_FOUND');
  if (state.status === 'closed') return refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
  const values = valuesOf(command);
  if (isRefused(values)) return values;
  return accepted(actor, isAlreadySo(values, state) ? [] : [event(EmployerRevised, values)]);
}

function close({ closedOn }: CloseEmployer, state: EmployerState, context: Context): EmployerDecision {
  const { caller } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  switch (state.status) {
    case 'unknown':
      return refuse('EMPLOYER_NOT_FOUND');
    case 'closed':
      return isAlreadySo({ closedOn, closedBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return endAhead(closedOn, context) ?? accepted(actor, [event(EmployerClosed, { closedOn })]);
  }
}

function valuesOf({ name, siren }: EmployerEntry): EmployerValues | Refused {
  const read = readSiren(siren ?? null);
  return isRefused(read) ? read : { name, siren: read.number };
}

/** A legal entity of the tenant. */
export const employerDecider: Decider<EmployerState, EmployerEvent, RuleSet> = {
  category: 'employer',
  initialState: noEmployer,
  evolve: evolveEmployer,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: () => null,
  events: employerEvents,
  commands: [
    { command: RegisterEmployer, name: 'RegisterEmployer', decide: register },
    { command: ReviseEmployer, name: 'ReviseEmployer', decide: revise },
    { command: CloseEmployer, name: 'CloseEmployer', decide: close },
  ],
};
