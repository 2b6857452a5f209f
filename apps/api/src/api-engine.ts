import type { ApiTokenDesk, IdentifyCaller, Logins } from '@jalon/access';
import type { CommandHandler, ProjectionRunner, TenantDirectory, ViewHealth } from '@jalon/application';
import type { PositionTokens } from '@jalon/kernel';
import type { RecordStore } from '@jalon/ports';
import type { QueryHandler } from '@jalon/read-models';
import type { Entering, Import, ImportRequest, IdentityLinking, Reach } from '@jalon/engine';

/** The parts of the engine that the API uses. */
export interface ApiEngine {
  readonly handler: CommandHandler;
  readonly tenants: TenantDirectory;
  readonly queries: readonly QueryHandler[];
  /** Positions as callers are given them. */
  readonly positionTokens: PositionTokens;
  readonly runner: Pick<ProjectionRunner, 'failure' | 'state'>;
  readonly identify: IdentifyCaller;
  /** How people begin and end sessions in a browser. */
  readonly logins: Logins;
  /** How people enter who have no identity provider. */
  readonly entering: Entering;
  readonly records: Pick<RecordStore, 'identities' | 'sessions'>;
  readonly identityLinking: IdentityLinking;
  readonly apiTokens: ApiTokenDesk;
  /** Reads a file to its end, and opens its import. */
  openImport(request: ImportRequest): Promise<Import>;
  reach(): Promise<Reach>;
  /** @throws when a store does not answer */
  health(): Promise<ViewHealth>;
  /** How many corrupt events this process has met. */
  corruptEvents(): number;
  /** How many streams that this process has seen are ahead of the clock by more than a minute. */
  streamsAheadOfClock(): number;
}

/** The token by which Nest injects the engine. */
export const ENGINE = Symbol('ApiEngine');
