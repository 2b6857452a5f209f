import { accepted, event, isAlreadySo, isRefused, type Decider, type Decision, type Refused } from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { asCompany, endAhead } from './company.js';
import { CloseEmployer, RegisterEmployer, ReviseEmployer, type EmployerEntry } from './employer.commands.js';
import {
  EmployerClosed,
  employerEvents,
  EmployerNumberFreed,
  EmployerRegistered,
  EmployerRevised,
  type EmployerEvent,
} from './employer.events.js';
import { evolveEmployer, noEmployer, type EmployerState, type EmployerValues } from './employer.state.js';
import { numberChange, streamOfEmployerSiren } from './register.decider.js';
import { readSiren } from './register-number.js';
import { refuse } from './rejections.js';

type EmployerDecision = Decision<EmployerEvent>;

function register(command: RegisterEmployer, state: EmployerState, context: Context): EmployerDecision {
  const { caller } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  const values = valuesOf(command, null);
  if (isRefused(values)) return values;
  switch (state.status) {
    case 'closed':
      return refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return isAlreadySo({ ...values, writtenBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('EMPLOYER_ALREADY_REGISTERED');
    case 'unknown': {
      const { claims, requests } = numberChange(null, sirenOf(values), context);
      return accepted(actor, [event(EmployerRegistered, { ...values, ...claims })], requests);
    }
  }
}

function revise(command: ReviseEmployer, state: EmployerState, context: Context): EmployerDecision {
  const actor = asCompany(context.caller);
  if (state.status === 'unknown') return refuse('EMPLOYER_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (state.status === 'closed') return refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
  const values = valuesOf(command, state.siren);
  if (isRefused(values)) return values;
  const { claims, freed, requests } = numberChange(state.claim, sirenOf(values), context);
  // An entry that was written before numbers were claimed claims its own now.
  if (isAlreadySo(values, state) && requests.length === 0) return accepted(actor, []);
  return accepted(
    actor,
    [event(EmployerRevised, { ...values, ...claims }), ...freed.map((given) => event(EmployerNumberFreed, given))],
    requests,
  );
}

function close({ closedOn }: CloseEmployer, state: EmployerState, context: Context): EmployerDecision {
  const { caller } = context;
  const actor = asCompany(caller);
  if (state.status === 'unknown') return refuse('EMPLOYER_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  switch (state.status) {
    case 'closed':
      return isAlreadySo({ closedOn, closedBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('EMPLOYER_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered': {
      const { freed } = numberChange(state.claim, null, context);
      return (
        endAhead(closedOn, context) ??
        accepted(actor, [
          event(EmployerClosed, { closedOn }),
          ...freed.map((given) => event(EmployerNumberFreed, given)),
        ])
      );
    }
  }
}

/** @param kept the SIREN where the command says none */
function valuesOf({ name, siren }: EmployerEntry, kept: string | null): EmployerValues | Refused {
  const read = readSiren(siren === undefined ? kept : siren);
  return isRefused(read) ? read : { name, siren: read.number };
}

function sirenOf({ siren }: EmployerValues) {
  return siren === null ? null : streamOfEmployerSiren(siren);
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
