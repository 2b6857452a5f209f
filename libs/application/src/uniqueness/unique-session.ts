import type { Rejection, UniqueRequest, UniqueValues } from '@jalon/kernel';
import type { Telemetry } from '@jalon/ports';
import type { ClaimCause } from '../claims/claim.js';
import type { LoadedStream } from '../streams/stream-repository.js';
import { endReservations, reserveUnique, type UniquePorts } from './unique-values.js';

/** The unique values of one command, over all its attempts. */
export interface UniqueSession {
  /** Reserves the values of a decision. @returns the refusal where another has one of them */
  reserve(stream: LoadedStream, values: readonly UniqueRequest[] | undefined): Promise<Rejection | null>;
  /** The event was appended: what was reserved for earlier attempts counts no more. A fault of this harms no answer. */
  used(stream: LoadedStream): Promise<void>;
  /** It is not known yet whether the event was appended: whoever wants one of the values finds out. */
  leave(): void;
  /** Ends what was reserved and not used. A fault is reported, and leaves it to whoever wants one of the values. */
  endUnused(): Promise<void>;
}

export function uniqueSession(
  ports: UniquePorts,
  cause: ClaimCause,
  telemetry: Pick<Telemetry, 'fault'>,
): UniqueSession {
  let unused: { readonly stream: LoadedStream; readonly values: readonly UniqueRequest[] }[] = [];
  let changes = false;

  return {
    async reserve(stream, values) {
      changes = values !== undefined;
      if (!values || values.length === 0) return null;
      // Added first: if the store does not answer, they may have been reserved all the same.
      unused.push({ stream, values });
      const reservation = await reserveUnique(ports, stream, values, cause);
      if (reservation === 'reserved') return null;
      unused.pop();
      const { value, holder } = reservation;
      return (stream.decider.unique as UniqueValues<unknown>).taken(value.kind, holder);
    },

    async used({ parts: { tenant, id: person }, nextRevision: attempt }) {
      unused = [];
      if (!changes) return;
      await ports.hashes.removeBefore({ tenant, person, attempt }).catch((error: unknown) => telemetry.fault(error));
    },

    leave() {
      unused = [];
    },

    async endUnused() {
      for (const { stream, values } of unused) {
        await endReservations(ports, stream, values, cause).catch((error: unknown) => telemetry.fault(error));
      }
    },
  };
}
