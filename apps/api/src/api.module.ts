import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import type { Tracer } from '@jalon/kernel';
import { commandProviders, queryProviders } from './bus/bus.providers.js';
import { ENGINE, type ApiEngine } from './api-engine.js';
import { CommandDoor } from './commands/command.door.js';
import { controllers } from './controllers.js';
import type { Metrics } from './operations/metrics.js';
import { METRICS } from './operations/metrics.token.js';
import { frameworkLogger } from './logging.js';
import { ExportDoor } from './exports/export.door.js';
import { LiveStreams } from './live/live-streams.js';
import { QueryDoor } from './queries/query.door.js';

/** What the API is put together from. */
export interface ApiParts {
  readonly engine: ApiEngine;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** How many live streams one person may follow at a time. */
  readonly liveStreamsPerPerson: number;
  /** Who is told of each request, where somebody traces. */
  readonly tracer: Tracer | null;
}

/** The API over an engine: its tables become the handlers of the two buses. */
@Module({})
export class ApiModule {
  static over({ engine, metrics, logger, liveStreamsPerPerson }: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        CqrsModule.forRoot(),
        // Requests are logged by Fastify itself, with the same logger: no middleware runs for it.
        LoggerModule.forRoot({ pinoHttp: { logger: frameworkLogger(logger) }, useExisting: true, forRoutes: [] }),
      ],
      controllers: [...controllers],
      providers: [
        { provide: ENGINE, useValue: engine },
        { provide: METRICS, useValue: metrics },
        CommandDoor,
        QueryDoor,
        ExportDoor,
        { provide: LiveStreams, useFactory: () => new LiveStreams({ perPerson: liveStreamsPerPerson }) },
        ...commandProviders(engine.commands.rows, engine.handler),
        ...queryProviders(engine.queries),
      ],
    };
  }
}
