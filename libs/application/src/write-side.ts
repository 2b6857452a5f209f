import type { AnyDecider, Clock, Ids } from '@jalon/kernel';
import type { EventStore, Telemetry, UniqueHashes } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import { commandHandler, type CommandHandler, type CommandPolicies } from './commands/handle-command.js';
import { commandTable, type CommandTable } from './commands/prepare-command.js';
import { withStreamCache, type StreamCacheBounds } from './streams/stream-cache.js';
import { streamRepository, type StreamRepository } from './streams/stream-repository.js';
import { tenantDirectory, type ProfileOf, type TenantDirectory } from './tenant-directory.js';

/** The write side's ports, and the aggregates that decide. */
export interface WriteSidePorts {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly deciders: readonly AnyDecider[];
  readonly policies: CommandPolicies;
  /** What of people only one may have. */
  readonly hashes: UniqueHashes;
  /** How long a reservation of such a value is taken for one of a command under way. */
  readonly uniqueDelayMs?: number;
  readonly tenantProfile: ProfileOf;
  /** Gets each command, its loads and appends, and the faults that harm no command. */
  readonly telemetry: Telemetry;
  /** The limits of the stream cache; by default 8,192 folded streams, folded from 64 MiB of events. */
  readonly streamCache?: StreamCacheBounds;
}

/** The parts that commands, claims and the claim sweeper share. */
export interface WriteSide {
  readonly commands: CommandTable;
  readonly streams: StreamRepository;
  readonly tenants: TenantDirectory;
  readonly handler: CommandHandler;
}

export function openWriteSide(ports: WriteSidePorts): WriteSide {
  const commands = commandTable(ports.deciders);
  const streams = withStreamCache(streamRepository({ ...ports, deciderOf: commands.deciderOf }), ports.streamCache);
  const tenants = tenantDirectory(streams, ports.tenantProfile);
  const handler = commandHandler({ ...ports, commands, streams, tenants });
  return { commands, streams, tenants, handler };
}
