import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import type { Tracer } from '@jalon/kernel';
import { ENGINE, type ApiEngine } from './api-engine.js';
import { CommandDispatcher, CommandMessageHandler } from './commands/command-dispatcher.js';
import { ExportDispatcher } from './exports/export-dispatcher.js';
import { AuthenticationGuard } from './http/authentication.js';
import { LiveController } from './live/live.controller.js';
import { LiveStreams } from './live/live-streams.js';
import { METRICS, type Metrics } from './operations/metrics.js';
import { OperationsController } from './operations/operations.controller.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { QueryDispatcher, QueryMessageHandler } from './queries/query-dispatcher.js';
import { AuditController } from './resources/audit.controller.js';
import { EmployersController } from './resources/employers.controller.js';
import { HoursController } from './resources/hours.controller.js';
import {
  AmendmentsController,
  MissionClosingController,
  MissionCourseController,
  MissionsController,
} from './resources/missions.controller.js';
import { NeedsController } from './resources/needs.controller.js';
import { OffersController } from './resources/offers.controller.js';
import { OrganisationsController } from './resources/organisations.controller.js';
import { PeopleController } from './resources/people.controller.js';
import { ReportsController } from './resources/reports.controller.js';

/** In the order in which the documentation shows their routes. */
const controllers = [
  MissionsController,
  HoursController,
  AmendmentsController,
  MissionCourseController,
  MissionClosingController,
  NeedsController,
  OffersController,
  EmployersController,
  OrganisationsController,
  PeopleController,
  ReportsController,
  AuditController,
  LiveController,
  OperationsController,
];

export interface ApiOptions {
  readonly engine: ApiEngine;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** How many live streams one person may follow at a time. */
  readonly liveStreamsPerPerson: number;
  /** Receives a span for each request; null when tracing is off. */
  readonly tracer: Tracer | null;
}

/** The API of an engine. */
@Module({})
export class ApiModule {
  static forRoot({ engine, metrics, logger, liveStreamsPerPerson }: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        CqrsModule.forRoot(),
        // No middleware: request-hooks.ts logs requests, with the same logger.
        LoggerModule.forRoot({ pinoHttp: { logger: frameworkLogger(logger) }, useExisting: true, forRoutes: [] }),
      ],
      controllers,
      providers: [
        { provide: ENGINE, useValue: engine },
        { provide: METRICS, useValue: metrics },
        { provide: LiveStreams, useFactory: () => new LiveStreams({ perPerson: liveStreamsPerPerson }) },
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        CommandDispatcher,
        CommandMessageHandler,
        QueryDispatcher,
        QueryMessageHandler,
        ExportDispatcher,
      ],
    };
  }
}

/** The logger of Nest's own messages. Its list of routes at every start is for those who debug. */
function frameworkLogger(logger: Logger): Logger {
  if (logger.isLevelEnabled('debug')) return logger;
  return logger.child({}, { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level });
}
