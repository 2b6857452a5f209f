import { canonicalJson, type TenantId, type Uuid } from '@jalon/kernel';
import { v5 } from 'uuid';

/** The namespace of the ids made from an idempotency key. Ids are stored in events, so it never changes. */
const COMMAND_IDS: Uuid = '5f0c3b0a-6f0e-5d53-9d0b-7c3f6a1d2e48';

/** Where an idempotency key counts: the same key of another person, or on another path, is another command. */
export interface KeyScope {
  readonly tenant: TenantId;
  readonly person: Uuid;
  readonly method: string;
  /** The path with its ids, without the query string. */
  readonly path: string;
}

/** The id of the command sent under an `Idempotency-Key`; the raw key is stored nowhere. */
export function commandIdOf({ tenant, person, method, path }: KeyScope, key: string): Uuid {
  // Canonical JSON keeps the parts apart: no separator that one of them could hold.
  return v5(canonicalJson([tenant, person, method, path, key]), COMMAND_IDS);
}

/** The id that a client left out, of the thing or the part that its command makes: the same at every retry. */
export function idMadeBy(commandId: Uuid): Uuid {
  return v5('id', commandId);
}

/** The id of a command that the engine itself sends because of another command or event. */
export function stepOf(cause: Uuid, step: string): Uuid {
  return v5(step, cause);
}
