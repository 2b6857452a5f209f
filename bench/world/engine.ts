import { join } from 'node:path';
import { openWriteSide, systemClock, systemIds, systemRandom, type CommandHandler } from '@jalon/application';
import { deciders, MAIN, openEngine, openTenant, readConfig, tenantProfile, type Engine } from '@jalon/engine';
import type { EventStore } from '@jalon/ports';
import type { TenantId } from '@jalon/kernel';
import { sealer } from '@jalon/privacy';
import { openKeyStore } from '@jalon/privacy/sqlite';

/** As much of an engine as a mission is lived in. */
export interface LivingRoom {
  readonly handler: CommandHandler;
  readonly stores: { readonly events: Pick<EventStore, 'readStream'> };
}

/** A new engine in `folder`, as the service would open it, without what runs in the background. */
export function newEngine(folder: string): Promise<Engine> {
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  return openEngine(config, { project: false });
}

/** An engine's commands alone, over a store that may hold the events of others, for a tenant that is new to it. */
export async function commandsOver(
  events: EventStore,
  tenant: TenantId,
  folder: string,
): Promise<LivingRoom & { close(): Promise<void> }> {
  const random = systemRandom;
  const places = {
    file: join(folder, 'keys.sqlite'),
    destroyedFile: join(folder, 'destroyed-keys'),
    keysDir: join(folder, 'keys'),
  };
  const keys = openKeyStore({ ...places, random, mayCreate: true });
  const write = openWriteSide({
    ...{ store: events, sealer: sealer({ keys, random }), clock: systemClock, ids: systemIds },
    ...{ deciders, tenantProfile },
  });
  await openTenant(write, systemIds, { ...MAIN, tenant });
  return { handler: write.handler, stores: { events }, close: () => keys.close() };
}
