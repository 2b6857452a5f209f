import {
  accepted,
  actingAs,
  claimedAmount,
  COMPANY_ROLES,
  event,
  isAlreadySo,
  type Actor,
  type Caller,
  type ClaimOwner,
  type Decider,
  type Decision,
  type Uuid,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { CloseNeed, PublishNeed, ReviseNeed } from './need.commands.js';
import { NeedClosed, needEvents, NeedPublished, NeedRevised, type NeedEvent } from './need.events.js';
import { referencesOfPublication, referencesOfRevision, wrongNames, type NeedReferences } from './need.references.js';
import { evolveNeed, noNeed, type NeedState } from './need.state.js';
import { valuesOf, wrongValues } from './need.values.js';
import { refuse, rejection } from './rejections.js';

type NeedContext = Context<NeedReferences>;
type NeedDecision = Decision<NeedEvent>;

function publish(command: PublishNeed, state: NeedState, { caller, references }: NeedContext): NeedDecision {
  const { organisation } = command;
  const actor = speakingFor(organisation, caller);
  if (!actor) return refuse('NEED_FORBIDDEN');
  const values = valuesOf(command);
  const source = command.source ? { name: command.source.name, key: command.source.key } : null;
  const need = { organisation, ...values, source };
  switch (state.status) {
    case 'closed':
      return refuse('NEED_CLOSED');
    case 'open':
      return isAlreadySo({ ...need, link: need.link ?? null, writtenBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('NEED_ALREADY_PUBLISHED');
    case 'unknown':
      return (
        wrongValues(values) ?? wrongNames(command, state, references) ?? accepted(actor, [event(NeedPublished, need)])
      );
  }
}

function revise(command: ReviseNeed, state: NeedState, { caller, references }: NeedContext): NeedDecision {
  if (state.status === 'unknown') return refuse('NEED_NOT_FOUND');
  const actor = speakingFor(state.organisation, caller);
  if (!actor) return refuse('NEED_FORBIDDEN');
  if (state.status === 'closed') return refuse('NEED_CLOSED');
  const values = valuesOf(command);
  if (isAlreadySo({ ...values, link: values.link ?? null }, state)) return accepted(actor, []);
  const claimed = claimedAmount(state.claims);
  if (values.places < claimed) return refuse('PLACES_BELOW_CLAIMED', { claimed, places: values.places });
  return wrongValues(values) ?? wrongNames(command, state, references) ?? accepted(actor, [event(NeedRevised, values)]);
}

/** A need may close while places are claimed: the missions that hold them continue. */
function close({ reason }: CloseNeed, state: NeedState, { caller }: NeedContext): NeedDecision {
  if (state.status === 'unknown') return refuse('NEED_NOT_FOUND');
  const actor = speakingFor(state.organisation, caller);
  if (!actor) return refuse('NEED_FORBIDDEN');
  if (state.status === 'open') return accepted(actor, [event(NeedClosed, { reason })]);
  return isAlreadySo({ reason, closedBy: caller.person }, state) ? accepted(actor, []) : refuse('NEED_CLOSED');
}

/** The organisation for its own needs, the company on behalf of any. */
function speakingFor(organisation: Uuid, caller: Caller): Actor | null {
  const itself = caller.organisation === organisation ? actingAs(caller, 'organisation', ['organisation']) : null;
  return itself ?? actingAs(caller, 'company', COMPANY_ROLES);
}

/** A need owns its places. */
const places: ClaimOwner<NeedState> = {
  book: ({ claims }) => claims,
  grant: (state, { amount }) => {
    if (state.status === 'unknown') return rejection('NEED_NOT_FOUND');
    if (state.status === 'closed') return rejection('NEED_CLOSED');
    const fits = claimedAmount(state.claims) + amount <= state.places;
    return fits ? null : rejection('NEED_FULL', { places: state.places });
  },
};

/** What an organisation asks for. */
export const needDecider: Decider<NeedState, NeedEvent, RuleSet> = {
  category: 'need',
  initialState: noNeed,
  evolve: evolveNeed,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: () => null,
  events: needEvents,
  commands: [
    { command: PublishNeed, name: 'PublishNeed', references: referencesOfPublication, decide: publish },
    { command: ReviseNeed, name: 'ReviseNeed', references: referencesOfRevision, decide: revise },
    { command: CloseNeed, name: 'CloseNeed', decide: close },
  ],
  claims: places,
};
