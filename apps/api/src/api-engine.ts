import type { IdentifyCaller } from '@jalon/access';
import type { CommandHandler, CommandTable, ProjectionRunner, TenantDirectory, ViewHealth } from '@jalon/application';
import type { QueryHandler } from '@jalon/read-models';
import type { Reach } from '@jalon/engine';

/** What the API needs of the engine behind it. */
export interface ApiEngine {
  readonly commands: CommandTable;
  readonly handler: CommandHandler;
  readonly tenants: TenantDirectory;
  readonly queries: readonly QueryHandler[];
  readonly runner: Pick<ProjectionRunner, 'failure' | 'state'>;
  readonly identify: IdentifyCaller;
  reach(): Promise<Reach>;
  /** @throws when a store does not answer */
  health(): Promise<ViewHealth>;
}

/** The token by which Nest injects it. */
export const ENGINE = Symbol('ApiEngine');
