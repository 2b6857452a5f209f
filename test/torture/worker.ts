import { commandPolicies } from '@jalon/access';
import { claimSweeper, openWriteSide, systemIds } from '@jalon/application';
import type { ClaimSweeper, ClaimsDue, CommandContext, Outcome, WriteSide } from '@jalon/application';
import type { TenantState } from '@jalon/directory';
import { deciders } from '@jalon/engine';
import { noTelemetry, type EventStore } from '@jalon/ports';
import type { Caller, Clock, Role, Uuid } from '@jalon/kernel';
import { AcceptMission, CancelMission, DeclineMission } from '@jalon/mission';
import type { Sealer } from '@jalon/privacy';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import { scripted, type Script } from './scripted.event-store.js';

export const TENANT = 'main';
/** Who speaks for the company where nobody else is named. */
export const OFFICER: Uuid = '0190a000-0000-7000-8000-00000000000f';

/** What the workers of a test share. */
export interface SharedPorts {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly due: ClaimsDue;
  /** How old a claim must be for the sweeper, if not its default. */
  readonly claimDelayMs?: number;
}

/** A handler and a sweeper over the shared ports, as each process of a deployment has its own. */
export interface Worker extends WriteSide {
  readonly sweeper: ClaimSweeper;
  /** The company's acceptance, which claims the place; `by` tells one person from another. */
  accept(mission: Uuid, options?: AcceptOptions): Promise<Outcome>;
  cancel(mission: Uuid): Promise<Outcome>;
  decline(mission: Uuid): Promise<Outcome>;
}

export interface AcceptOptions {
  readonly by?: Uuid;
  readonly key?: Uuid;
  readonly ifMatch?: number;
}

/** `script` says what happens to this process around each of its appends. */
export function openWorker({ store, claimDelayMs, ...ports }: SharedPorts, script: Script = () => undefined): Worker {
  const write = openWriteSide({
    ...ports,
    store: scripted(store, script),
    ids: systemIds,
    // Missions have no values that only one may have.
    hashes: memoryUniqueHashes(),
    deciders,
    policies: commandPolicies,
    tenantProfile: (state) => ((state as TenantState).status === 'open' ? (state as never) : null),
    telemetry: noTelemetry,
  });
  const asOfficer = (command: object, mission: Uuid) =>
    write.handler.handle(command, contextOf(callerOf(OFFICER, 'hr'), mission));

  return {
    ...write,
    sweeper: claimSweeper({ ...write, ...ports, ...(claimDelayMs !== undefined && { delayMs: claimDelayMs }) }),
    accept: (mission, { by = OFFICER, key = systemIds.next(), ifMatch } = {}) =>
      write.handler.handle(new AcceptMission(), {
        ...contextOf(callerOf(by, 'hr'), mission, key),
        ...(ifMatch !== undefined && { ifMatch }),
      }),
    cancel: (mission) => asOfficer(Object.assign(new CancelMission(), { reason: 'other' }), mission),
    decline: (mission) => asOfficer(new DeclineMission(), mission),
  };
}

export function callerOf(person: Uuid, role: Role): Caller {
  return { tenant: TENANT, person, roles: [role], organisation: null };
}

export function contextOf(caller: Caller, target: Uuid | null, commandId: Uuid = systemIds.next()): CommandContext {
  return { caller, target, commandId, correlationId: systemIds.next() };
}
