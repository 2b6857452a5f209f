import {
  accountsOfIdentities,
  apiTokenDesk,
  apiTokens,
  browserSessions,
  commandPolicies,
  identifyCaller,
  mintToken,
  openLogins,
  openProviders,
  openTokenKeys,
  positionTokens,
  providerTokens,
  remembering,
  sessionCookie,
  signedTokens,
  type ApiTokenDesk,
  type Bearer,
  type IdentifyCaller,
  type Logins,
} from '@jalon/access';
import {
  accountDirectory,
  auditWriter,
  duplicatesIn,
  entriesOfHuman,
  erasingKeys,
  LONGEST_WAIT_MS,
  onlyHolderOf,
  openWriteSide,
  recordingRefusals,
  upkeepUnique,
  systemClock,
  systemIds,
  systemRandom,
  viewPosition,
  type ClaimSweeper,
  type Duplicate,
  type ProjectionRunner,
  type ProjectionStatus,
  type TenantProfile,
  type ViewHealth,
  type WriteSide,
} from '@jalon/application';
import { normalisedOfPerson, type UniqueOfPerson } from '@jalon/directory';
import type { Clock, Ids, PositionTokens, Random, TenantId, Uuid } from '@jalon/kernel';
import {
  CorruptEvent,
  StoreUnavailable,
  telemetryOf,
  type Account,
  type RecordStore,
  type Telemetry,
} from '@jalon/ports';
import { sealer, type Sealer } from '@jalon/privacy';
import { projections, type QueryHandler } from '@jalon/read-models';
import { background } from './background.js';
import { closeAfterFault, closeAll } from './close-all.js';
import type { EngineConfig } from './config.js';
import { corruptEvents } from './corrupt-events.js';
import { accountOfPerson, deciders, engineQueries, requestClasses, rolesOfService, tenantProfile } from './domain.js';
import { startStep } from './start-refused.js';
import { openImport, type Import, type ImportRequest } from './import/open-import.js';
import { readInProcess, type ReadFile } from './import/read-file.js';
import { storeReach, watchStores, type Reach } from './store-reach.js';
import { openStores, type Stores } from './stores.js';
import { identityLinking, takesTwoToLink, type IdentityLinking } from './link-identity.js';
import { mergedInto } from './merged-entries.js';
import { positionKeys } from './records.js';
import { openEntering, type Entering } from './entering.js';
import { streamsAhead } from './streams-ahead.js';
import { MAIN, openOnceReachable, openTenant, type NewTenant } from './tenants.js';
import { compileChecks } from './validation/read-as.js';

export interface EngineOptions {
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: Random;
  /** The least time for which a call waits for a store's server, in milliseconds; `STORE_PATIENCE_MS` may be longer. */
  readonly leastPatienceMs?: number;
  /**
   * Whether this process projects and sweeps claims when its turn comes; true by default. `'in-thread'` gives the projections a
   * thread of their own: for services, which answer requests meanwhile.
   */
  readonly project?: boolean | 'in-thread';
  /** Whether this process sends mails; false by default. A service does: a command of the command line would end in the middle. */
  readonly sendMails?: boolean;
  /** Log, metrics and traces of the process; none by default. */
  readonly telemetry?: Telemetry;
  /** How old a claim, or a reservation of a value, must be before it counts as left behind. */
  readonly claimDelayMs?: number;
  /** How files to import are read; by default in a process of their own. */
  readonly readFile?: ReadFile;
}

/** The engine over one installation's stores: the API, the projector and the command line all use it. */
export interface Engine extends WriteSide {
  readonly queries: readonly QueryHandler[];
  /** Positions as callers are given them. */
  readonly positionTokens: PositionTokens;
  readonly identify: IdentifyCaller;
  readonly logins: Logins;
  /** How people enter who have no identity provider. */
  readonly entering: Entering;
  readonly records: RecordStore;
  readonly identityLinking: IdentityLinking;
  readonly apiTokens: ApiTokenDesk;
  readonly sealer: Sealer;
  readonly stores: Stores;
  readonly runner: ProjectionRunner;
  readonly sweeper: ClaimSweeper;
  mintToken(bearer: Bearer, expiresInSeconds: number): Promise<string>;
  openTenant(wanted: NewTenant): Promise<TenantProfile>;
  /** The one registered person who has a staff number, of one employer or of any, or an e-mail address; null for none or several. */
  personWith(key: {
    readonly tenant: TenantId;
    readonly kind: UniqueOfPerson;
    /** Of a staff number: the employer. */
    readonly scope?: Uuid;
    readonly value: string;
  }): Promise<Uuid | null>;
  /** Brings what is reserved for people in line with the directory. @returns false, with nothing done, while views are behind */
  upkeep(signal: AbortSignal): Promise<boolean>;
  /** Who shares what only one person may have. */
  duplicates(tenant: TenantId, limit: number): Promise<readonly Duplicate[]>;
  /** Reads a file to its end, and opens its import. */
  openImport(request: ImportRequest): Promise<Import>;
  /** Waits `withinMs` at most until every view answers, and returns whether they do. */
  viewsReadable(withinMs: number): Promise<boolean>;
  /** Whether each store answers, within two seconds; a store is asked once a second at most. */
  reach(): Promise<Reach>;
  /** @throws StoreUnavailable when a store does not answer */
  health(): Promise<ViewHealth>;
  /** The state of each projection. */
  projectionStatuses(): Promise<readonly ProjectionStatus[]>;
  /** How many corrupt events this process has met. */
  corruptEvents(): number;
  /** How many streams that this process has seen are ahead of the clock by more than a minute. */
  streamsAheadOfClock(): number;
  /** Ends the background, then the stores. Call it when nothing is in flight any more. Calling it again changes nothing. */
  close(): Promise<void>;
}

/**
 * Opens the engine, and on the first start the tenant `main` with its operator.
 *
 * @throws StartRefused, with nothing left open
 */
export async function openEngine(config: EngineConfig, options: EngineOptions = {}): Promise<Engine> {
  const { clock = systemClock, ids = systemIds, random = systemRandom } = options;
  // Listeners that throw harm nobody.
  const given = telemetryOf(options.telemetry ?? {});
  const corrupt = corruptEvents((met) => given.corruptEvent(met));
  const ahead = streamsAhead(clock, (met) => given.streamAhead(met));
  const telemetry: Telemetry = {
    ...given,
    // The projector meets the same event at each try: it is told once.
    fault: (error) => (error instanceof CorruptEvent ? corrupt.note(error) : given.fault(error)),
  };
  const { claimDelayMs, leastPatienceMs = 0, project = true, sendMails = false, readFile = readInProcess() } = options;
  const stores = await openStores(config, { random, leastPatienceMs, telemetry, corrupt, ahead });
  let settled = (): Promise<void> => Promise.resolve();
  let stopAudit = (): Promise<void> => Promise.resolve();
  try {
    const tokenKeys = await startStep('TOKEN_KEYS_UNOPENED', () =>
      openTokenKeys({ keysDir: config.keysDir, mayCreate: stores.mayMakeSecrets }),
    );
    const positions = await startStep('RECORD_STORE_UNOPENED', () => positionTokens(positionKeys(config)));
    if (stores.isFirstStart) telemetry.firstStart(config.keysDir);
    const seals = sealer({ keys: stores.keys, random });
    const write = openWriteSide({
      store: stores.events,
      sealer: seals,
      clock,
      ids,
      deciders,
      policies: commandPolicies,
      hashes: stores.records.uniqueHashes,
      ...(claimDelayMs !== undefined && { uniqueDelayMs: claimDelayMs }),
      tenantProfile,
      telemetry,
    });
    settled = await startStep('MAIN_UNOPENED', () => openOnceReachable(() => openTenant(write, ids, MAIN), telemetry));

    const accounts = accountDirectory({ ...write, clock, accountOf: accountOfPerson });
    const position = viewPosition({ store: stores.events, views: stores.views, projections });
    const keys = erasingKeys({
      keys: stores.keys,
      records: stores.records,
      entriesOf: (tenant, person) =>
        entriesOfHuman(write.streams, (id) => mergedInto({ ...stores, position }, tenant, id), tenant, person),
    });
    const unique = { ...write, sealer: seals, clock, hashes: stores.records.uniqueHashes, keys };
    const behind = background({
      unique,
      config,
      project,
      stores,
      write,
      position,
      clock,
      ids,
      claimDelayMs,
      telemetry,
    });
    const audit = auditWriter({ records: stores.records, clock, ids, telemetry });
    stopAudit = () => audit.stop();
    const asked = engineQueries({
      registry: stores.registry,
      store: stores.events,
      views: stores.views,
      sealer: seals,
      clock,
      tenants: write.tenants,
      position,
      positionTokens: positions,
      noteRead: (read) => audit.noteRead(read),
      records: stores.records,
    });
    await startStep('CHECKS_UNCOMPILED', () => compileChecks(requestClasses(deciders, asked)));

    const reach = storeReach(stores);
    let endWatch = (): void => undefined;
    let closed: Promise<void> | null = null;
    const stopped = async (): Promise<void> => {
      endWatch();
      await Promise.all([behind.stop(), entering.stop(), settled()]);
      await audit.stop();
    };
    const { records } = stores;
    const personWith: Engine['personWith'] = (key) =>
      onlyHolderOf(unique, { ...key, value: normalisedOfPerson(key.kind, key.value) });
    const accountsOf = accountsOfIdentities({
      identities: records.identities,
      personWith: (tenant, key) => personWith({ tenant, ...key }),
      takesTwo: takesTwoToLink(write, clock),
      clock,
      ids,
    });
    const issuers = openProviders(config.providers);
    const entering = openEntering({
      ...write,
      config,
      records,
      views: stores.views,
      events: stores.events,
      position,
      sealer: seals,
      clock,
      ids,
      random,
      telemetry,
    });
    const times = { idleMs: config.sessionIdleMinutes * 60_000, longestMs: config.sessionHours * 3_600_000 };
    const isSecure = config.publicUrl?.startsWith('https:') === true;
    const entryChanged = (account: Account): Promise<void> => entering.entryChanged(account);
    const importing = { ...write, stores, sealer: seals, readFile, entryChanged };
    const engine: Engine = {
      ...write,
      handler: recordingRefusals(write.handler, commandPolicies, audit),
      openImport: (request) => openImport(importing, request),
      queries: asked,
      positionTokens: positions,
      identify: identifyCaller(
        [
          browserSessions(records.sessions, sessionCookie(isSecure), config.providers, times, clock),
          remembering(providerTokens(issuers, accountsOf, clock), clock),
          remembering(apiTokens(records.apiTokens, clock), clock),
          remembering(signedTokens(tokenKeys, clock), clock),
        ],
        accounts,
      ),
      logins: openLogins({
        ...records,
        accountsOf,
        provenBy: (link) => entering.provenBy(link),
        issuers,
        times,
        clock,
        ids,
        random,
      }),
      entering,
      records,
      identityLinking: identityLinking({
        ...write,
        identities: records.identities,
        trusts: (tenant, issuer) => issuers.get(issuer)?.trusts.some((trust) => trust.tenant === tenant) ?? false,
        clock,
        ids,
      }),
      apiTokens: apiTokenDesk({
        tokens: records.apiTokens,
        clock,
        ids,
        random,
        rolesOfService: rolesOfService(write, clock),
      }),
      sealer: seals,
      stores: { ...stores, keys },
      personWith,
      async upkeep(signal) {
        const haveSeenTheLog = await position.untilCaughtUp(LONGEST_WAIT_MS);
        if (haveSeenTheLog) await upkeepUnique({ ...unique, views: stores.views, signal });
        return haveSeenTheLog;
      },
      duplicates: (tenant, limit) => duplicatesIn(unique, tenant, limit),
      runner: behind.runner,
      sweeper: behind.sweeper,
      mintToken: (bearer, expiresIn) => mintToken(tokenKeys, bearer, { now: clock.now(), expiresIn }),
      openTenant: (wanted) => openTenant(write, ids, wanted),
      viewsReadable: (withinMs) => position.untilReadable(withinMs).catch(notWhileAway),
      reach,
      health: () => position.health(),
      projectionStatuses: () => position.statuses(),
      corruptEvents: () => corrupt.count(),
      streamsAheadOfClock: () => ahead.count(),
      close: () => (closed ??= closeAll([{ close: stopped }, stores])),
    };
    // Last, since a start that fails does not end these.
    behind.start();
    if (sendMails) entering.start();
    endWatch = watchStores(reach, (store, fault) => telemetry.storeChanged(store, fault));
    return engine;
  } catch (error) {
    await closeAfterFault([{ close: settled }, { close: stopAudit }, stores]);
    throw error;
  }
}

/** While a store is away no view is readable; the health says why. */
function notWhileAway(error: unknown): false {
  if (error instanceof StoreUnavailable) return false;
  throw error;
}
