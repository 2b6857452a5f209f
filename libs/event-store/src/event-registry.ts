import {
  checkFields,
  isInstant,
  isSealed,
  isUuid,
  streamParts,
  PARTIES,
  ROLES,
  type Actor,
  type Category,
  type Draft,
  type Envelope,
  type EventDefinition,
  type JsonObject,
  type SealedBox,
  type StreamName,
  type StreamParts,
  type Uuid,
} from '@jalon/kernel';
import { InvalidDraft, UnknownEvent } from '@jalon/ports';

/** The event definitions of this code. An event that is not among them is neither written nor read. */
export interface EventRegistry {
  readonly definitions: readonly EventDefinition[];
  /** @throws UnknownEvent when no definition has this type */
  definitionOf(type: string): EventDefinition;
}

/**
 * Joins the definitions of several libs. Two libs may list the same definition (the kernel's claim events, for example).
 *
 * @throws Error when two different definitions have the same type, or when an older version has no upcast
 */
export function createEventRegistry(definitions: readonly EventDefinition[]): EventRegistry {
  const byType = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    const known = byType.get(definition.type);
    if (known && known !== definition) throw new Error(`two different events are called ${definition.type}`);
    requireUpcasts(definition);
    byType.set(definition.type, definition);
  }
  return {
    definitions: [...byType.values()],
    definitionOf(type) {
      const definition = byType.get(type);
      if (!definition) throw new UnknownEvent(`this code knows no event ${type}`);
      return definition;
    },
  };
}

/** Stored events are read for ever, so every older version needs an upcast to the next one. */
function requireUpcasts({ type, version, upcasts = {} }: EventDefinition): void {
  for (let older = 1; older < version; older += 1) {
    if (!upcasts[older]) throw new Error(`${type}.v${older} cannot be read: it has no upcast to v${older + 1}`);
  }
}

/**
 * Brings the data of a stored event to the current version of its definition, one version at a time. The stored bytes do
 * not change.
 *
 * @throws UnknownEvent when this code does not know the type or the version
 */
export function upcast(envelope: Envelope, registry: EventRegistry): Envelope {
  const { version, upcasts = {} } = registry.definitionOf(envelope.type);
  if (envelope.version === version) return envelope;
  let data = envelope.data;
  for (let from = envelope.version; from !== version; from += 1) {
    // A newer version than the definition's, or a number that is no version, has no step either.
    const step = upcasts[from];
    if (!step) throw new UnknownEvent(`this code does not know ${envelope.type}.v${envelope.version}`);
    data = step(data);
  }
  return { ...envelope, version, data };
}

/** A stream's name and its parts, parsed once for all drafts of an append. */
export interface NamedStream extends StreamParts {
  readonly name: StreamName;
}

/** @throws InvalidDraft when the name does not parse */
export function namedStream(name: StreamName): NamedStream {
  const parts = streamParts(name);
  if (!parts) throw new InvalidDraft(`${name} is no stream's name`);
  return { name, category: parts.category, tenant: parts.tenant, id: parts.id };
}

const SHA256 = /^[0-9a-f]{64}$/;
const RULE_SET = /^[a-z][a-z0-9-]*@[1-9][0-9]*$/;

/**
 * The last check before bytes are stored for ever. A draft must have a known type, complete and valid members, its
 * personal fields sealed, and must have been made for this stream.
 *
 * @throws InvalidDraft with the first problem
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

/** `RegExp.test` alone would convert a value that is not a string, and could accept it. */
function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isActor(actor: Actor): boolean {
  return (
    isUuid(actor.person) &&
    (actor.party === null || PARTIES.includes(actor.party)) &&
    ROLES.includes(actor.role) &&
    (actor.onBehalfOf === undefined || isUuid(actor.onBehalfOf)) &&
    (actor.handedOverBy === undefined || isUuid(actor.handedOverBy))
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

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const KEY_ID = /^[A-Za-z0-9_.:-]{1,200}$/;

/** The first sealed field that was sealed for another event or field, or null. Personal fields are top-level. */
export function misplacedBox(id: Uuid, data: JsonObject): string | null {
  for (const name in data) {
    const value: unknown = data[name];
    if (isSealed(value) && value.sealed.at !== `${id}#${name}`) return name;
  }
  return null;
}

/** The first sealed field whose box is incomplete or malformed, or null. */
function brokenBox(data: JsonObject): string | null {
  for (const name in data) {
    const value: unknown = data[name];
    if (isSealed(value) && !isWholeBox(value)) return name;
  }
  return null;
}

/** Whether a sealed field holds a complete box and nothing else: any other member would be stored unencrypted. */
function isWholeBox(value: object & { readonly sealed: SealedBox }): boolean {
  const { sealed } = value;
  return (
    Object.keys(value).length === 1 &&
    Object.keys(sealed).length === 5 &&
    KEY_ID.test(sealed.kid) &&
    BASE64URL.test(sealed.nonce) &&
    BASE64URL.test(sealed.box) &&
    BASE64URL.test(sealed.commitment)
  );
}
