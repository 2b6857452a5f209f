import type { IdentifyCaller } from '@jalon/access';
import type { CommandHandler, CommandTable, QueryHandler, TenantDirectory } from '@jalon/application';
import type { EngineHealth } from './operations/engine-health.js';

/** What the API needs of the engine behind it. */
export interface ApiEngine {
  readonly commands: CommandTable;
  readonly handler: CommandHandler;
  readonly tenants: TenantDirectory;
  readonly queries: readonly QueryHandler[];
  readonly identify: IdentifyCaller;
  health(): Promise<EngineHealth>;
}

/** The token by which Nest injects it. */
export const ENGINE = Symbol('ApiEngine');
