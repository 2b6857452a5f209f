import { accepted, event, isAlreadySo, type Decider, type Decision } from '@jalon/kernel';
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
import { wrongNumber } from './register-number.js';
import { refuse } from './rejections.js';

type EmployerDecision = Decision<EmployerEvent>;

function register(command: RegisterEmployer, state: EmployerState, { caller }: Context): EmployerDecision {
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  const values = valuesOf(command);
  switch (state.status) {
    case 'closed':
      return refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return isAlreadySo({ ...values, writtenBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('EMPLOYER_ALREADY_REGISTERED');
    case 'unknown':
      return wrongNumber('siren', values.siren) ?? accepted(actor, [event(EmployerRegistered, values)]);
  }
}

function revise(command: ReviseEmployer, state: EmployerState, { caller }: Context): EmployerDecision {
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (state.status === 'unknown') return refuse('EMPLOYER_NOT_FOUND');
  if (state.status === 'closed') return refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
  const values = valuesOf(command);
  if (isAlreadySo(values, state)) return accepted(actor, []);
  return wrongNumber('siren', values.siren) ?? accepted(actor, [event(EmployerRevised, values)]);
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

function valuesOf({ name, siren }: EmployerEntry): EmployerValues {
  return { name, siren: siren ?? null };
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
