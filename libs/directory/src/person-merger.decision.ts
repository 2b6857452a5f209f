import {
  accepted,
  actRequestedNow,
  event,
  isOpenRequestOf,
  requestRefused,
  type Decision,
  type Reference,
  type Refused,
  type Uuid,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { answersToAct } from './answer-act.js';
import { asCompany } from './company.js';
import { mayBeOneself } from './oneself.js';
import * as commands from './person-merger.commands.js';
import {
  PersonMerged,
  personMerger,
  PersonMergerRequested,
  PersonSeparated,
  personSeparation,
  PersonSeparationRequested,
} from './person-merger.events.js';
import type { PersonEvent } from './person.events.js';
import type { PersonState } from './person.state.js';
import { refuse } from './rejections.js';

type MergerDecision = Decision<PersonEvent>;
interface MergerReferences {
  readonly into?: Reference<PersonState>;
}

function requestMerger(
  { into }: commands.RequestPersonMerger,
  state: PersonState,
  context: Context<MergerReferences>,
): MergerDecision {
  const { caller, id, references, rules } = context;
  const actor = asCompany(caller);
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (isOpenRequestOf(caller, state.merger, context) && state.merger.request.into === into) return accepted(actor, []);
  if (into === id) return refuse('PERSON_MERGER_WITH_ITSELF');
  if (state.mergedInto !== null) return refuse('PERSON_ALREADY_MERGED', { into: state.mergedInto });
  if (!references.into?.found || references.into.state.status === 'unknown') return refuse('PERSON_UNKNOWN');
  return (
    namesAlready(id, into, references.into.state) ??
    requestRefused(state.merger, context) ??
    accepted(actor, [event(PersonMergerRequested, { ...actRequestedNow(context, rules.limits.actDays), into })])
  );
}

/** Two entries name each other in one direction at most: a separation would leave the second link. */
function namesAlready(id: Uuid, into: Uuid, state: PersonState): Refused | null {
  return state.status !== 'unknown' && state.mergedInto === id ? refuse('PERSON_ALREADY_MERGED', { into }) : null;
}

function requestSeparation(
  _command: commands.RequestPersonSeparation,
  state: PersonState,
  context: Context,
): MergerDecision {
  const { caller, rules } = context;
  const actor = asCompany(caller);
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  const from = state.mergedInto;
  if (from === null) return refuse('PERSON_NOT_MERGED');
  if (isOpenRequestOf(caller, state.separation, context) && state.separation.request.from === from)
    return accepted(actor, []);
  return (
    requestRefused(state.separation, context) ??
    accepted(actor, [event(PersonSeparationRequested, { ...actRequestedNow(context, rules.limits.actDays), from })])
  );
}

/** Nobody confirms what their own entries count as: whom the four-eyes rule excludes would be their own choice. */
function ofOneself(entries: readonly Uuid[], { caller, humanOf }: Context): Refused | null {
  const own = entries.some((id) => mayBeOneself({ caller, humanOf, id }));
  return own ? refuse('PERSON_MERGER_OF_ONESELF') : null;
}

/** The latest merger, or separation, of a person who is registered. */
const latest =
  <Kind extends 'merger' | 'separation'>(kind: Kind) =>
  (state: PersonState) =>
    state.status === 'unknown' ? refuse('PERSON_NOT_FOUND') : state[kind];

/** The commands by which two people merge two entries of one human, and separate them again. */
export const personMergerCommands = [
  {
    command: commands.RequestPersonMerger,
    name: 'RequestPersonMerger',
    references: ({ into }: commands.RequestPersonMerger) => ({ into: { category: 'person', id: into } as const }),
    decide: requestMerger,
  },
  ...answersToAct({
    kind: personMerger,
    confirm: commands.ConfirmPersonMerger,
    refuse: commands.RefusePersonMerger,
    withdraw: commands.WithdrawPersonMerger,
    actOf: latest('merger'),
    effect: ({ actId, request: { into } }) => event(PersonMerged, { actId, into }),
    link: { to: ({ into }) => into, refused: namesAlready },
    notConfirmable: ({ request: { into } }, _state: PersonState, context) => ofOneself([context.id, into], context),
    companyOnly: 'DIRECTORY_COMPANY_ONLY',
  }),
  { command: commands.RequestPersonSeparation, name: 'RequestPersonSeparation', decide: requestSeparation },
  ...answersToAct({
    kind: personSeparation,
    confirm: commands.ConfirmPersonSeparation,
    refuse: commands.RefusePersonSeparation,
    withdraw: commands.WithdrawPersonSeparation,
    actOf: latest('separation'),
    notConfirmable: (_act, _state: PersonState, context) => ofOneself([context.id], context),
    effect: ({ actId, request: { from } }) => event(PersonSeparated, { actId, from }),
    companyOnly: 'DIRECTORY_COMPANY_ONLY',
  }),
];
