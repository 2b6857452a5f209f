import type { Caller, Traceparent, Uuid } from '@jalon/kernel';
import type { TenantProfile } from '../tenant-directory.js';

/** The data of a command besides its body: its caller, its target stream, its key. */
export interface CommandContext {
  readonly caller: Caller;
  /** The kind of the caller's credential; absent at the command line. */
  readonly credential?: string;
  /** The profile of the caller's tenant, where it was looked up already; the handler looks it up otherwise. */
  readonly tenant?: TenantProfile;
  /** The stream's id from the path; null for a creation, whose id is the body's own or made from the command's. */
  readonly target: string | null;
  /** UUIDv5(tenant, person, method and path, Idempotency-Key): the raw key is stored nowhere. */
  readonly commandId: Uuid;
  readonly correlationId: Uuid;
  readonly causationId?: Uuid;
  /** The trace that it is part of. */
  readonly traceparent?: Traceparent;
  /** The revision that the client saw (`If-Match`). It is compared only where the answer would otherwise be a success. */
  readonly ifMatch?: number;
}

/** A command that was accepted, now or when it was first given. */
export interface Outcome {
  /** The id of the stream: of the employer, need, mission… */
  readonly id: string;
  /** The stream's revision after the command's last event; the head's where the command made none. */
  readonly revision: number;
  /** Where the last event lies: what `Jalon-Min-Position` takes; null only where the stream has none in this store. */
  readonly position: string | null;
  readonly events: readonly { readonly id: Uuid; readonly type: string; readonly revision: number }[];
  /** The id of the part that the command made or addressed (entry, amendment, act), where there is one. */
  readonly part?: Uuid;
  /** Whether the stream began with this command. */
  readonly created: boolean;
}
