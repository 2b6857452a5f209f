import {
  accepted,
  actingAs,
  COMPANY_ROLES,
  event,
  holdsRole,
  isAlreadySo,
  OVERSEER_ROLES,
  type Actor,
  type Decider,
  type Decision,
  type Reference,
  type Refused,
  type StreamRef,
  type Uuid,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { PublishOffer, ReviseOffer, WithdrawOffer } from './offer.commands.js';
import { offerEvents, OfferPublished, OfferRevised, OfferWithdrawn, type OfferEvent } from './offer.events.js';
import { evolveOffer, noOffer, type OfferState } from './offer.state.js';
import { plainValuesOf, sameSealedValues, sealedValuesOf, valuesOf, wrongValues } from './offer.values.js';
import { notRegistered, type PersonSeen } from './references.js';
import { refuse } from './rejections.js';

interface References {
  readonly employee?: Reference<PersonSeen>;
}
type OfferContext = Context<References>;
type OfferDecision = Decision<OfferEvent>;

function publish(command: PublishOffer, state: OfferState, context: OfferContext): OfferDecision {
  const { caller, opened, references } = context;
  const { employee } = command;
  const actor = speakingFor(employee, context);
  if (!actor) return refuse('OFFER_FORBIDDEN');
  const plain = plainValuesOf(employee, command);
  switch (state.status) {
    case 'withdrawn':
      // An id that something else has taken is a conflict, whatever became of that.
      return refuse(mayKnow(state.employee, context) ? 'OFFER_WITHDRAWN' : 'OFFER_ALREADY_PUBLISHED');
    case 'open':
      return isAlreadySo({ ...plain, writtenBy: caller.person }, state) && sameSealedValues(command, state, opened)
        ? accepted(actor, [])
        : refuse('OFFER_ALREADY_PUBLISHED');
    case 'unknown':
      return (
        wrongValues(command) ??
        wrongEmployee(references) ??
        accepted(actor, [event(OfferPublished, valuesOf(employee, command))])
      );
  }
}

function revise(command: ReviseOffer, state: OfferState, context: OfferContext): OfferDecision {
  if (state.status === 'unknown') return refuse('OFFER_NOT_FOUND');
  const { opened, references } = context;
  const { employee } = state;
  if (!mayKnow(employee, context)) return refuse('OFFER_NOT_FOUND');
  const actor = speakingFor(employee, context);
  if (!actor) return refuse('OFFER_FORBIDDEN');
  if (state.status === 'withdrawn') return refuse('OFFER_WITHDRAWN');
  const plain = plainValuesOf(employee, command);
  if (isAlreadySo(plain, state) && sameSealedValues(command, state, opened)) return accepted(actor, []);
  return (
    wrongValues(command) ??
    wrongEmployee(references) ??
    accepted(actor, [event(OfferRevised, valuesOf(employee, command))])
  );
}

function withdraw(_command: WithdrawOffer, state: OfferState, context: OfferContext): OfferDecision {
  if (state.status === 'unknown' || !mayKnow(state.employee, context)) return refuse('OFFER_NOT_FOUND');
  const actor = speakingFor(state.employee, context);
  if (!actor) return refuse('OFFER_FORBIDDEN');
  if (state.status === 'open') return accepted(actor, [event(OfferWithdrawn, {})]);
  return state.withdrawnBy === context.caller.person ? accepted(actor, []) : refuse('OFFER_WITHDRAWN');
}

/** The employee for themself, or the company on their behalf, which the event says. */
function speakingFor(employee: Uuid, { caller, references }: OfferContext): Actor | null {
  const themself = caller.person === employee ? actingAs(caller, 'employee', ['employee']) : null;
  const company = actingAs(caller, 'company', COMPANY_ROLES, employerOf(references));
  return themself ?? (company && { ...company, onBehalfOf: employee });
}

/** Whether the caller would be shown the offer, as reading decides it: others are told that there is none. */
function mayKnow(employee: Uuid, { caller, references }: OfferContext): boolean {
  return caller.person === employee || OVERSEER_ROLES.some((role) => holdsRole(caller, role, employerOf(references)));
}

/** Who employs the employee now: whose offer it is. */
function employerOf({ employee }: References): Uuid | null {
  return employee?.found && employee.state.status !== 'unknown' ? employee.state.employer : null;
}

/** Refuses an offer of someone who is not registered, has left, or has no employer here. */
function wrongEmployee(references: References): Refused | null {
  const refusal = notRegistered(references.employee, {
    unknown: 'OFFER_EMPLOYEE_UNKNOWN',
    over: 'OFFER_EMPLOYEE_LEFT',
  });
  return refusal ?? (employerOf(references) === null ? refuse('OFFER_EMPLOYEE_WITHOUT_EMPLOYER') : null);
}

const personRef = (id: Uuid): Readonly<Record<string, StreamRef>> => ({ employee: { category: 'person', id } });

const ofOffer = (_command: object, state: OfferState) => (state.status === 'unknown' ? {} : personRef(state.employee));

/** What an employee has to give. */
export const offerDecider: Decider<OfferState, OfferEvent, RuleSet> = {
  category: 'offer',
  initialState: noOffer,
  evolve: evolveOffer,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: () => null,
  events: offerEvents,
  commands: [
    {
      command: PublishOffer,
      name: 'PublishOffer',
      references: ({ employee }: PublishOffer) => personRef(employee),
      opens: sealedValuesOf,
      decide: publish,
    },
    {
      command: ReviseOffer,
      name: 'ReviseOffer',
      references: ofOffer,
      opens: sealedValuesOf,
      decide: revise,
    },
    { command: WithdrawOffer, name: 'WithdrawOffer', references: ofOffer, decide: withdraw },
  ],
};
