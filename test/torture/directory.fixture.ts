import { commandPolicies } from '@jalon/access';
import { openWriteSide, systemIds, systemRandom } from '@jalon/application';
import type { CommandContext, Outcome, WriteSide, WriteSidePorts } from '@jalon/application';
import {
  employerDecider,
  organisationDecider,
  OpenTenant,
  personDecider,
  registerDecider,
  RegisterEmployer,
  RegisterPerson,
  ReviseEmployer,
  RevisePerson,
  tenantDecider,
  type TenantState,
} from '@jalon/directory';
import { directoryEvents } from '@jalon/directory/events';
import { noTelemetry, type EventStore, type KeyStore } from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import type { AnyDecider, StoredEvent, Uuid } from '@jalon/kernel';
import { sealer } from '@jalon/privacy';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { deepFreeze } from '@jalon/testing';
import { restorableStore, type RestorableStore } from './restorable.event-store.js';

export const HR: Uuid = '0190a000-0000-7000-8000-0000000000b1';
export const TENANT = 'main';
const NOW = '2026-03-02T09:00:00.000Z';

/** A tenant's directory over a store that any number of processes share, and that can be restored. */
export interface DirectoryFixture {
  readonly store: RestorableStore;
  readonly keys: KeyStore;
  /** One more process, over the store as `over` lets it see it. */
  readonly process: (ports?: Partial<WriteSidePorts>, over?: (store: EventStore) => EventStore) => DirectoryProcess;
}

export interface DirectoryProcess extends WriteSide {
  readonly give: (command: object, target: Uuid | null, more?: Partial<CommandContext>) => Promise<Outcome>;
  /** The calls to the store since the last time this was called. */
  readonly storeCalls: () => readonly string[];
}

interface DirectoryOptions {
  /** The events to begin with, and their keys; by default the tenant was just opened. */
  readonly history?: readonly StoredEvent[];
  readonly keys?: KeyStore;
}

export async function openDirectoryFixture({
  history = [],
  keys = memoryKeyStore(systemRandom),
}: DirectoryOptions = {}): Promise<DirectoryFixture> {
  const store = await restorableStore(createEventRegistry(directoryEvents), history);
  const hashes = memoryUniqueHashes();

  function process(ports: Partial<WriteSidePorts> = {}, over = (shared: EventStore) => shared): DirectoryProcess {
    let asked: string[] = [];
    const write = openWriteSide({
      store: listening(over(store), (question) => asked.push(question)),
      sealer: sealer({ keys, random: systemRandom }),
      clock: { now: () => NOW },
      ids: systemIds,
      hashes,
      deciders: [tenantDecider, employerDecider, organisationDecider, registerDecider, personDecider].map(frozen),
      policies: commandPolicies,
      tenantProfile: (state) => ((state as TenantState).status === 'open' ? (state as never) : null),
      telemetry: noTelemetry,
      ...ports,
    });
    return {
      ...write,
      give: (command, target, more = {}) => write.handler.handle(command, { ...order(target), ...more }),
      storeCalls: () => {
        const since = asked;
        asked = [];
        return since;
      },
    };
  }

  if (history.length === 0) await process().give(opening(), null);
  return { store, keys, process };
}

/** Tells of each event that is read, and of each append that is tried. */
function listening(store: EventStore, tell: (question: string) => void): EventStore {
  return {
    ...store,
    append(...asked) {
      tell('append');
      return store.append(...asked);
    },
    async *readStream(stream, options) {
      tell(`read from ${options?.from ?? 0}`);
      yield* store.readStream(stream, options);
    },
  };
}

/** Freezes states, so that code that changes a shared one fails. */
function frozen(decider: AnyDecider): AnyDecider {
  const { evolve, initialState } = decider;
  return {
    ...decider,
    initialState: deepFreeze(initialState as object),
    evolve: (state, event) => deepFreeze(evolve(state, event) as object),
  };
}

function order(target: Uuid | null): CommandContext {
  const caller = { tenant: TENANT, person: HR, roles: ['hr', 'admin'] as const, organisation: null };
  return { caller, target, commandId: systemIds.next(), correlationId: systemIds.next() };
}

const opening = () =>
  Object.assign(new OpenTenant(), { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR });

export const registered = (name: string, id: Uuid) => Object.assign(new RegisterEmployer(), { name, id });
export const revised = (name: string) => Object.assign(new ReviseEmployer(), { name });
export const employed = (employer: Uuid, id: Uuid) =>
  Object.assign(new RegisterPerson(), { givenName: 'Ada', familyName: 'Roux', employer, id });
export const moved = (employer: Uuid) =>
  Object.assign(new RevisePerson(), { givenName: 'Ada', familyName: 'Roux', employer });
export const named = (givenName: string) => Object.assign(new RevisePerson(), { givenName, familyName: 'Roux' });
