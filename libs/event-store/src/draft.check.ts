import {
  checkFields,
  isInstant,
  isUuid,
  streamParts,
  PARTIES,
  ROLES,
  type Actor,
  type Category,
  type Draft,
  type EventDefinition,
  type StreamName,
  type StreamParts,
} from '@jalon/kernel';
import type { EventRegistry } from './event-registry.js';
import { InvalidDraft } from '@jalon/ports';
import { brokenBox, misplacedBox } from './sealed.check.js';

const SHA256 = /^[0-9a-f]{64}$/;
const RULE_SET = /^[a-z][a-z0-9-]*@[1-9][0-9]*$/;

/**
 * The last gate before bytes that are kept for ever: a draft must be an event that this code knows, whole, sealed, and
 * of this stream.
 *
 * @throws InvalidDraft naming what does not fit
 * @throws UnknownEvent when the type is not known
 */
export function checkDraft(registry: EventRegistry, { name, tenant, category }: NamedStream, draft: Draft): void {
  const problem =
    (draft.stream === name ? null : `made for ${draft.stream}`) ??
    (draft.tenant === tenant ? null : `made for tenant ${draft.tenant}`) ??
    envelopeProblem(draft) ??
    dataProblem(registry.definitionOf(draft.type), category, draft);
  if (problem) throw new InvalidDraft(`${draft.type} on ${name}: ${problem}`);
}

/** The stream of an append, its name taken apart once for all its drafts. */
export interface NamedStream extends StreamParts {
  readonly name: StreamName;
}

export function namedStream(name: StreamName): NamedStream {
  const parts = streamParts(name);
  if (!parts) throw new InvalidDraft(`${name} is no stream's name`);
  return { name, category: parts.category, tenant: parts.tenant, id: parts.id };
}

function envelopeProblem(draft: Draft): string | null {
  if (!isUuid(draft.id)) return 'id: a uuid';
  if (!isInstant(draft.recordedAt)) return 'recordedAt: an instant';
  if (!isActor(draft.actor)) return 'actor: a person, party and role';
  if (!isUuid(draft.commandId)) return 'commandId: a uuid';
  if (!matches(SHA256, draft.commandHash)) return 'commandHash: a SHA-256 in lower-case hex';
  if (!isUuid(draft.correlationId)) return 'correlationId: a uuid';
  if (draft.causationId !== null && !isUuid(draft.causationId)) return 'causationId: a uuid or null';
  if (!matches(RULE_SET, draft.rules)) return 'rules: a rule set, such as base@1';
  return draft.references.every(isReference) ? null : 'references: name, stream and revision of each';
}

/** A pattern alone would take whatever reads as such a text. */
function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function dataProblem(definition: EventDefinition, category: Category, draft: Draft): string | null {
  if (draft.version !== definition.version) return `version ${draft.version}: new events are v${definition.version}`;
  if (!definition.categories.includes(category)) return 'does not belong in this category of stream';
  const problems = checkFields(definition.fields, draft.data);
  if (problems.length > 0) return problems.join('; ');
  const misplaced = misplacedBox(draft.id, draft.data);
  if (misplaced) return `data.${misplaced}: sealed for another event or field`;
  const broken = brokenBox(draft.data);
  return broken ? `data.${broken}: no whole sealed box` : null;
}

function isActor(actor: Actor): boolean {
  return (
    isUuid(actor.person) &&
    (actor.party === null || PARTIES.includes(actor.party)) &&
    ROLES.includes(actor.role) &&
    (actor.onBehalfOf === undefined || isUuid(actor.onBehalfOf))
  );
}

function isReference({ name, stream, revision }: Draft['references'][number]): boolean {
  return (
    typeof name === 'string' &&
    name.length > 0 &&
    streamParts(stream) !== null &&
    Number.isSafeInteger(revision) &&
    revision >= 0
  );
}
