import { whoMayAct, type Actor, type Caller, type Role } from './caller.js';
import { refused, type DecisionContext, type Reference, type Refused } from './decider.js';
import { defineEvent, type EventDefinition, type EventOf, type Recorded, type Visibility } from './event-definition.js';
import { date, uuid, type Fields, type ValuesOf } from './field.js';
import type { Category, StreamRef, Uuid } from './identifiers.js';
import type { RejectionTable } from './rejection.js';
import { addDays, civilDateIn, type CivilDate, type Instant } from './time.js';

/**
 * Acts of two people: one person requests, another confirms or refuses, the requester can withdraw, and after some days
 * the request expires. docs/adr/0030 explains how a kind of act is defined.
 *
 * An act lies in the stream that it changes, so that its confirmation and its effect are one append. A stream has at
 * most one open act of a kind.
 */

/** The kinds of acts that need two people; lists and the command line name them by these codes. */
export const ACT_KINDS = [
  'forced-closure',
  'organisation-merger',
  'organisation-separation',
  'person-merger',
  'person-separation',
  'publication-correction',
  'role-grant',
] as const;
export type ActKindCode = (typeof ACT_KINDS)[number];

/** What became of an act. `lapsed`: what it was about ended before a second person answered. */
export const ACT_STATUSES = ['open', 'confirmed', 'refused', 'withdrawn', 'expired', 'lapsed'] as const;
export type ActStatus = (typeof ACT_STATUSES)[number];

/** What an act can be answered with, and the event that says so. */
export type ActAnswer = 'confirmed' | 'refused' | 'withdrawn';

const requestFields = {
  actId: uuid('The act: its answer and the events of its effect name it.'),
  expiresOn: date('The last day on which it can be confirmed, in the tenant’s zone.'),
};
const answerFields = { actId: uuid('The act that is answered.') };

export interface ActDefinition<Name extends string, F extends Fields> {
  /** The stem of the events' names: `ForcedClosure` gives `ForcedClosureRequested` and three more. */
  readonly name: Name;
  readonly kind: ActKindCode;
  /** The category of the streams that it changes. */
  readonly category: Category;
  /** What is requested, in the middle of a sentence: `a forced closure`. */
  readonly noun: string;
  readonly visibility: Visibility;
  /** Who may answer, besides the operator in a tenant with a single administrator. */
  readonly answeredBy: readonly Role[];
  /** What the request holds, besides its id and its last day. */
  readonly fields: F;
}

/** An act as a stream's state keeps it: the latest of its kind. */
export interface Act<Request> {
  readonly actId: Uuid;
  readonly expiresOn: CivilDate;
  readonly requestedBy: Uuid;
  /** Who handed over the access of whoever requested it (`Actor.handedOverBy`); null where nobody did. */
  readonly requesterHandedOverBy: Uuid | null;
  readonly requestedAt: Instant;
  /** As stored: whether it has expired depends on the day (`isOpen`). */
  readonly status: 'open' | ActAnswer;
  /** Who confirmed, refused or withdrew it. */
  readonly answeredBy: Uuid | null;
  readonly request: Request;
}

/** A kind of act: its events, and how they change the state. */
export interface ActKind<Name extends string = string, F extends Fields = Fields> extends ActDefinition<Name, F> {
  readonly requested: EventDefinition<`${Name}Requested`, typeof requestFields & F>;
  readonly confirmed: EventDefinition<`${Name}Confirmed`, typeof answerFields>;
  readonly refused: EventDefinition<`${Name}Refused`, typeof answerFields>;
  readonly withdrawn: EventDefinition<`${Name}RequestWithdrawn`, typeof answerFields>;
}

/** A kind of act as far as all kinds are alike: what lists and views need. */
export interface AnyActKind {
  readonly kind: ActKindCode;
  readonly answeredBy: readonly Role[];
  readonly requested: EventDefinition<string, typeof requestFields>;
  readonly confirmed: EventDefinition<string, typeof answerFields>;
  readonly refused: EventDefinition<string, typeof answerFields>;
  readonly withdrawn: EventDefinition<string, typeof answerFields>;
}

/** The events of a kind of act. */
export type ActEvent<K> =
  K extends ActKind<infer Name, infer F>
    ? | EventOf<EventDefinition<`${Name}Requested`, typeof requestFields & F>>
      | EventOf<EventDefinition<`${Name}Confirmed` | `${Name}Refused` | `${Name}RequestWithdrawn`, typeof answerFields>>
    : never;

/** Defines a kind of act: everything that all kinds have in common follows from its name and the fields of its request. */
export function twoPersonAct<const Name extends string, F extends Fields>(
  definition: ActDefinition<Name, F>,
): ActKind<Name, F> {
  const { name, category, noun, visibility, fields } = definition;
  const common = { version: 1, categories: [category], visibility } as const;
  return {
    ...definition,
    requested: defineEvent({
      ...common,
      type: `${name}Requested`,
      meaning: `A first person requested ${noun}; a second must confirm.`,
      fields: { ...requestFields, ...fields },
    }),
    confirmed: defineEvent({
      ...common,
      type: `${name}Confirmed`,
      meaning: `A second person confirmed ${noun}: its effect follows in the same append.`,
      fields: answerFields,
    }),
    refused: defineEvent({
      ...common,
      type: `${name}Refused`,
      meaning: `A second person refused ${noun}: it has no effect.`,
      fields: answerFields,
    }),
    withdrawn: defineEvent({
      ...common,
      type: `${name}RequestWithdrawn`,
      meaning: `The first person withdrew the request for ${noun}: it has no effect.`,
      fields: answerFields,
    }),
  };
}

/** The act after an event of its kind. An answer to another act, or to one that was answered before, changes nothing. */
export function foldAct<Name extends string, F extends Fields>(
  kind: ActKind<Name, F>,
  act: Act<ValuesOf<F>> | null,
  { type, data, actor, recordedAt }: Recorded<ActEvent<ActKind<Name, F>>>,
): Act<ValuesOf<F>> | null {
  if (type === kind.requested.type) {
    const { actId, expiresOn, ...request } = data as ValuesOf<typeof requestFields> & ValuesOf<F>;
    return {
      actId,
      expiresOn,
      requestedBy: actor.person,
      requesterHandedOverBy: actor.handedOverBy ?? null,
      requestedAt: recordedAt,
      status: 'open',
      answeredBy: null,
      request: request as unknown as ValuesOf<F>,
    };
  }
  if (act?.status !== 'open' || act.actId !== (data as ValuesOf<typeof answerFields>).actId) return act;
  return { ...act, status: answerOf(kind, type), answeredBy: actor.person };
}

function answerOf(kind: ActKind, type: string): ActAnswer {
  if (type === kind.confirmed.type) return 'confirmed';
  return type === kind.refused.type ? 'refused' : 'withdrawn';
}

type Now = Pick<DecisionContext<unknown>, 'now' | 'zone'>;

/** Whether an act waits for a second person. It expires by the calendar alone: no timer and no event is needed. */
export function isOpen(act: Act<unknown> | null, { now, zone }: Now): boolean {
  return act?.status === 'open' && !hasExpired(act, civilDateIn(zone, now));
}

/** Whether this person requested an act that still waits: their request comes once more. */
export function isOpenRequestOf<Request>(
  { person }: Pick<Caller, 'person'>,
  act: Act<Request> | null,
  now: Now,
): act is Act<Request> {
  return isOpen(act, now) && act?.requestedBy === person;
}

/** Whether the last day of an open act lies before `today`, in the tenant's zone. */
export function hasExpired({ expiresOn }: { readonly expiresOn: CivilDate }, today: CivilDate): boolean {
  return expiresOn < today;
}

/** Refuses a request while another of its kind is open. */
export function requestRefused(act: Act<unknown> | null, context: Now): Refused | null {
  return act && isOpen(act, context) ? refused('ACT_ALREADY_REQUESTED', { expiresOn: act.expiresOn }) : null;
}

/** The id and last day of an act that is requested now. `days` is how long it can be confirmed. */
export function actRequestedNow(
  { now, zone, newId }: Pick<DecisionContext<unknown>, 'now' | 'zone' | 'newId'>,
  days: number,
): ValuesOf<typeof requestFields> {
  return { actId: newId, expiresOn: addDays(civilDateIn(zone, now), days) };
}

/** How an answer to an act is taken: it is refused, already so, or to be recorded. */
export type ActChecked<Request> = Refused | { readonly accepted: 'again' | 'now'; readonly act: Act<Request> };

/** Who may have requested an act: whoever did, and whoever handed over their access. */
export function whoMayHaveRequested({ requestedBy, requesterHandedOverBy }: Act<unknown>): readonly Uuid[] {
  return requesterHandedOverBy === null ? [requestedBy] : [requestedBy, requesterHandedOverBy];
}

/**
 * What holds for every answer to an act, whatever its kind. The kind itself checks who may act at all. Whoever handed over an
 * access could have used it, so they count as one who requests and answers by it, too.
 *
 * @param actId the act that the person read: the answer to another act than the latest is refused
 */
export function checkAnswer<Request>(
  act: Act<Request> | null,
  actId: Uuid,
  answer: ActAnswer,
  { person }: Actor,
  context: Now & Pick<DecisionContext<unknown>, 'humanOf' | 'caller'>,
): ActChecked<Request> {
  if (act?.actId !== actId) return refused('ACT_NOT_REQUESTED');
  if (act.status === answer && act.answeredBy === person) return { accepted: 'again', act };
  if (act.status !== 'open') return refused(ANSWERED[act.status]);
  const own = context.humanOf(act.requestedBy) === context.humanOf(person);
  if (answer === 'withdrawn' && !own) return refused('ACT_OF_ANOTHER');
  if (answer !== 'withdrawn' && own) return refused('SAME_PERSON_TWICE');
  if (answer !== 'withdrawn' && mayBeOneHuman(whoMayHaveRequested(act), whoMayAct(context.caller), context))
    return refused('ACT_ACCESS_HANDED_OVER');
  if (!isOpen(act, context)) return refused('ACT_EXPIRED', { expiresOn: act.expiresOn });
  return { accepted: 'now', act };
}

/** Whether one human may stand behind both. */
export function mayBeOneHuman(
  some: readonly Uuid[],
  others: readonly Uuid[],
  { humanOf }: Pick<DecisionContext<unknown>, 'humanOf'>,
): boolean {
  return some.some((one) => others.some((other) => humanOf(one) === humanOf(other)));
}

const ANSWERED = {
  confirmed: 'ACT_ALREADY_CONFIRMED',
  refused: 'ACT_ALREADY_REFUSED',
  withdrawn: 'ACT_WITHDRAWN',
} as const satisfies Record<ActAnswer, string>;

/** How many people administer a tenant, as it is recorded in the tenant's stream. */
export const ADMINISTRATORS = ['several', 'single'] as const;
export type Administrators = (typeof ADMINISTRATORS)[number];

/** What a decision must see of the tenant where the operator answers an act. */
export interface TenantSeen {
  readonly status: 'unknown' | 'open';
  readonly administrators?: Administrators;
}
export interface TenantReference {
  readonly tenant?: Reference<TenantSeen>;
}

/** The tenant's stream, where the caller is the operator; nothing else is looked up for anyone else. */
export function tenantOfOperator({ roles, tenant }: Caller): { readonly tenant?: StreamRef } {
  return roles.includes('operator') ? { tenant: { category: 'tenant', id: tenant } } : {};
}

/**
 * The operator as the second person. It is recorded with the role `operator`, so that everybody can see that no second
 * administrator answered.
 *
 * @returns null for a caller who is not the operator
 */
export function operatorAsSecond({
  caller,
  references,
}: DecisionContext<unknown, TenantReference>): Actor | Refused | null {
  if (!caller.roles.includes('operator')) return null;
  const tenant = references.tenant;
  const single = tenant?.found === true && tenant.state.administrators === 'single';
  return single ? { person: caller.person, party: null, role: 'operator' } : refused('OPERATOR_NOT_SECOND');
}

/** Whether a decision so far is a refusal. */
export function isRefused(value: object): value is Refused {
  return 'rejection' in value;
}

/** Refusals of every kind of act. */
export const actRejections = {
  ACT_ALREADY_REQUESTED: {
    kind: 'conflict',
    en: 'This was already requested, and can be confirmed until {expiresOn}. Have it confirmed or refused, or have it withdrawn by the person who requested it, then ask again.',
    fr: 'Cela a déjà été demandé, et peut être confirmé jusqu’au {expiresOn}. Faites-le confirmer ou refuser, ou retirer par la personne qui l’a demandé, puis redemandez-le.',
  },
  ACT_NOT_REQUESTED: {
    kind: 'conflict',
    en: 'The act that you name is not the one that was last requested here. Read /v1/acts, then answer the act that it lists.',
    fr: 'L’acte que vous indiquez n’est pas le dernier demandé ici. Lisez /v1/acts, puis répondez à l’acte qui y figure.',
  },
  ACT_EXPIRED: {
    kind: 'conflict',
    en: 'This could be confirmed until {expiresOn}. Request it again, then have it confirmed in time.',
    fr: 'Cela pouvait être confirmé jusqu’au {expiresOn}. Redemandez-le, puis faites-le confirmer à temps.',
  },
  ACT_ALREADY_CONFIRMED: {
    kind: 'conflict',
    en: 'Someone has already confirmed this act.',
    fr: 'Quelqu’un a déjà confirmé cet acte.',
  },
  ACT_ALREADY_REFUSED: {
    kind: 'conflict',
    en: 'Someone has already refused this act. It can be requested again.',
    fr: 'Quelqu’un a déjà refusé cet acte. Il peut être demandé de nouveau.',
  },
  ACT_WITHDRAWN: {
    kind: 'conflict',
    en: 'The person who requested this act has withdrawn it. It can be requested again.',
    fr: 'La personne qui avait demandé cet acte l’a retiré. Il peut être demandé de nouveau.',
  },
  ACT_OF_ANOTHER: {
    kind: 'forbidden',
    en: 'Only the person who requested this act can withdraw it. You can refuse it.',
    fr: 'Seule la personne qui a demandé cet acte peut le retirer. Vous pouvez le refuser.',
  },
  SAME_PERSON_TWICE: {
    kind: 'forbidden',
    en: 'You requested this yourself: another person must confirm or refuse it. You can withdraw it.',
    fr: 'Vous l’avez demandé vous-même : une autre personne doit le confirmer ou le refuser. Vous pouvez le retirer.',
  },
  ACT_ACCESS_HANDED_OVER: {
    kind: 'forbidden',
    en: 'One person may stand behind this request and your answer: one of you handed over the other’s access, or somebody handed over both. Have another person confirm or refuse it.',
    fr: 'Une même personne peut être derrière cette demande et votre réponse : l’un de vous a remis son accès à l’autre, ou quelqu’un vous l’a remis à tous deux. Faites-le confirmer ou refuser par une autre personne.',
  },
  OPERATOR_NOT_SECOND: {
    kind: 'forbidden',
    en: 'The operator is the second person only in a tenant with a single administrator, and this tenant is not recorded as one. Have another administrator answer, or record it with `jalon tenant administrators`.',
    fr: 'L’exploitant n’est la seconde personne que chez un client qui n’a qu’un administrateur, et ce client n’est pas enregistré comme tel. Faites répondre un autre administrateur, ou enregistrez-le par `jalon tenant administrators`.',
  },
} as const satisfies RejectionTable<string>;
