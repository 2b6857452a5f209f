import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { commandProviders, queryProviders } from '@jalon/application';
import { ENGINE, type ApiEngine } from './api-engine.js';
import { CommandDoor } from './commands/command.door.js';
import { controllers } from './controllers.js';
import { QueryDoor } from './queries/query.door.js';

/** The API over an engine: its tables become the handlers of the two buses. */
@Module({})
export class ApiModule {
  static over(engine: ApiEngine, logger: Logger): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        CqrsModule.forRoot(),
        // Requests are logged by Fastify itself, with the same logger: no middleware runs for it.
        LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true, forRoutes: [] }),
      ],
      controllers: [...controllers],
      providers: [
        { provide: ENGINE, useValue: engine },
        CommandDoor,
        QueryDoor,
        ...commandProviders(engine.commands.rows, engine.handler),
        ...queryProviders(engine.queries),
      ],
    };
  }
}
