import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  checkFields,
  isSealed,
  personalFieldsOf,
  subjectOf,
  type EventDefinition,
  type Field,
  type Json,
  type JsonObject,
  type Opened,
  type Plain,
  type Random,
  type Sealed,
  type TenantId,
  type Uuid,
} from '@jalon/kernel';
import { type KeyStore, SubjectErased, type SubjectKey } from '@jalon/ports';
import { NONCE_BYTES, openBox, sealBox } from './encryption.js';

/** An event as its decision made it, with the parts of its envelope that name subjects. */
export interface Unsealed {
  readonly definition: Pick<EventDefinition, 'type' | 'fields'>;
  readonly tenant: TenantId;
  readonly eventId: Uuid;
  /** The id part of the stream's name: the person, for a stream of category `person`. */
  readonly streamId: string;
  readonly actor: { readonly person: Uuid };
  readonly data: object;
}

export interface Sealer {
  /**
   * Seals every personal field of the event's data under its subject's key, which is durable before this resolves. If that
   * key was destroyed, a field that may be null becomes null: after an erasure, other people's work must still be recorded.
   *
   * @throws SubjectErased when a required field is about someone whose key was destroyed
   * @throws KeyUnavailable when a key cannot be read or made
   * @throws TypeError when a personal field is not a `Plain` that fits its definition: a fault of the decision
   */
  seal(event: Unsealed): Promise<JsonObject>;

  /**
   * The value inside, or `erased` when its key was destroyed.
   *
   * @throws KeyUnavailable when the key cannot be read
   * @throws SealBroken when the box is not as it was sealed
   */
  open<T>(sealed: Sealed<T>): Promise<Opened<T>>;

  /** Opens many, in order; each key is fetched once. */
  openAll<T>(sealed: readonly Sealed<T>[]): Promise<readonly Opened<T>[]>;
}

/** How many boxes are opened before the event loop runs other work: about 10 ms, with fetching their keys. */
const BOXES_A_TURN = 200;

export function sealer({ keys, random }: { readonly keys: KeyStore; readonly random: Random }): Sealer {
  async function sealField(event: Unsealed, field: ReturnType<typeof personalFieldsOf>[number]): Promise<Json> {
    const value = (event.data as Record<string, unknown>)[field.name];
    const at = `${event.eventId}#${field.name}`;
    const plain = plainOf(value, field, `${event.definition.type}.${field.name}`);
    const subject = subjectOf(field.subject, { ...event, data: event.data as JsonObject });
    if (subject === null) throw new TypeError(`${event.definition.type}.${field.name} has no subject`);
    try {
      const key = await keys.keyOf({ tenant: event.tenant, subject, purpose: field.purpose });
      return { sealed: { ...sealBox(plain, at, key, random.bytes(NONCE_BYTES)) } };
    } catch (error) {
      if (error instanceof SubjectErased && field.nullable) return null;
      throw error;
    }
  }

  async function openAll<T>(sealed: readonly Sealed<T>[]): Promise<readonly Opened<T>[]> {
    const found = new Map<string, SubjectKey | 'destroyed'>();
    const opened: Opened<T>[] = [];
    for (let start = 0; start < sealed.length; start += BOXES_A_TURN) {
      if (start > 0) await nextTurn();
      const turn = sealed.slice(start, start + BOXES_A_TURN);
      const missing = new Set(turn.map((each) => each.sealed.kid).filter((kid) => !found.has(kid)));
      await Promise.all([...missing].map(async (kid) => found.set(kid, await keys.keyById(kid))));
      opened.push(...turn.map((each) => openWith(found.get(each.sealed.kid) as SubjectKey | 'destroyed', each)));
    }
    return opened;
  }

  return {
    async seal(event) {
      const sealed: Record<string, Json> = {};
      for (const field of personalFieldsOf(event.definition.fields)) {
        const value = (event.data as Record<string, unknown>)[field.name];
        if (value !== null && value !== undefined) sealed[field.name] = await sealField(event, field);
      }
      return { ...(event.data as JsonObject), ...sealed };
    },

    async open<T>(sealed: Sealed<T>) {
      const [opened] = await openAll([sealed]);
      return opened as Opened<T>;
    },

    openAll,
  };
}

/** The value to seal. It is checked here, since nobody can check it once it is sealed. */
function plainOf(value: unknown, field: { readonly of: Field; readonly name: string }, path: string): Json {
  if (isSealed(value)) throw new TypeError(`${path} is sealed already, for another event: open it first`);
  if (typeof value !== 'object' || value === null || !('plain' in value))
    throw new TypeError(`${path} is not personal()`);
  const { plain } = value as Plain<Json>;
  if (checkFields({ value: field.of }, { value: plain }).length > 0)
    throw new TypeError(`${path} does not fit its field`);
  return plain;
}

function openWith<T>(key: SubjectKey | 'destroyed', { sealed }: Sealed<T>): Opened<T> {
  return key === 'destroyed' ? 'erased' : { value: openBox(sealed, key) as T };
}
