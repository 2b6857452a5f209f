import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import type { EngineConfig } from '@jalon/engine';
import type { Tracer } from '@jalon/kernel';
import { ENGINE, type ApiEngine } from './api-engine.js';
import { CommandDispatcher, CommandMessageHandler } from './commands/command-endpoint.js';
import { ExportDispatcher } from './exports/export-dispatcher.js';
import { AuthenticationGuard } from './http/authentication.js';
import type { RateLimits } from './http/rate-limits.js';
import { ImportJobs } from './imports/import-jobs.js';
import { ImportsModule } from './imports/imports.controller.js';
import { LiveModule } from './live/live.controller.js';
import { LiveStreams } from './live/live-streams.js';
import { PLACE } from './login/login-pages.js';
import { LoginModule } from './login/login.controller.js';
import { METRICS, type Metrics } from './operations/metrics.js';
import { OperationsModule } from './operations/operations.controller.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { QueryDispatcher, QueryMessageHandler } from './queries/query-endpoint.js';
import { MeModule } from './resources/me.controller.js';
import { ActsModule } from './resources/acts.controller.js';
import { AuditModule } from './resources/audit.controller.js';
import { EmployersModule } from './resources/employers.controller.js';
import { IdentitiesModule } from './resources/identities.controller.js';
import { MissionsModule } from './resources/missions.controller.js';
import { NeedsModule } from './resources/needs.controller.js';
import { OffersModule } from './resources/offers.controller.js';
import { OrganisationsModule } from './resources/organisations.controller.js';
import { PeopleModule } from './resources/people.controller.js';
import { PublicationsModule } from './resources/publications.controller.js';
import { ReportsModule } from './resources/reports.controller.js';
import { SessionsModule } from './resources/sessions.controller.js';
import { TokensModule } from './resources/tokens.controller.js';
import { TenantModule } from './resources/tenant.controller.js';

/** The limits of the API, and whom it believes. */
export type ApiConfig = RateLimits &
  Pick<
    EngineConfig,
    'liveStreamsPerPerson' | 'liveStreamsPerService' | 'trustedProxies' | 'allowedOrigins' | 'host' | 'publicUrl'
  >;

export interface ApiOptions {
  readonly engine: ApiEngine;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: ApiConfig;
  /** Receives a span for each request; null when tracing is off. */
  readonly tracer: Tracer | null;
}

/** What every controller uses: the engine, the buses with their one handler each, and the dispatchers that send to them. */
@Global()
@Module({})
class DispatchModule {
  static forRoot({ engine, logger, metrics, config }: ApiOptions): DynamicModule {
    const liveLimits = { perPerson: config.liveStreamsPerPerson, perService: config.liveStreamsPerService };
    const shared: Provider[] = [
      { provide: ENGINE, useValue: engine },
      { provide: METRICS, useValue: metrics },
      { provide: PLACE, useValue: config },
      { provide: LiveStreams, useFactory: () => new LiveStreams(liveLimits) },
      { provide: ImportJobs, useFactory: () => new ImportJobs({ engine, logger }) },
      CommandDispatcher,
      QueryDispatcher,
      ExportDispatcher,
    ];
    return {
      module: DispatchModule,
      imports: [CqrsModule.forRoot()],
      providers: [...shared, CommandMessageHandler, QueryMessageHandler],
      exports: shared,
    };
  }
}

/** The API of an engine: one module for each resource, in the order in which the documentation shows their routes. */
@Module({})
export class ApiModule {
  static forRoot(options: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        DispatchModule.forRoot(options),
        // No middleware: request-hooks.ts logs requests, with the same logger.
        LoggerModule.forRoot({
          pinoHttp: { logger: frameworkLogger(options.logger) },
          useExisting: true,
          forRoutes: [],
        }),
        MissionsModule,
        NeedsModule,
        OffersModule,
        EmployersModule,
        OrganisationsModule,
        PeopleModule,
        IdentitiesModule,
        SessionsModule,
        ReportsModule,
        PublicationsModule,
        ImportsModule,
        ActsModule,
        MeModule,
        TokensModule,
        TenantModule,
        AuditModule,
        LiveModule,
        LoginModule,
        OperationsModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}

/** The logger of Nest's own messages. Its list of routes at every start is for those who debug. */
function frameworkLogger(logger: Logger): Logger {
  if (logger.isLevelEnabled('debug')) return logger;
  return logger.child({}, { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level });
}
