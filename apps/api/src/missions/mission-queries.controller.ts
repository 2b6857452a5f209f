import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetMission, ListMissions, MissionHistory } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { ExportDoor } from '../exports/export.door.js';
import { Exports } from '../exports/exports.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Missions')
@Controller('v1/missions')
export class MissionQueriesController {
  constructor(
    @Inject(QueryDoor) private readonly door: QueryDoor,
    @Inject(ExportDoor) private readonly exports: ExportDoor,
  ) {}

  /** The missions that the caller may see, latest proposed first; whole as NDJSON, CSV or a workbook. */
  @Asks()
  @Exports('missions')
  listMissions(@Asked() query: ListMissions, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.exports.ask('missions', query, exchange);
  }

  /** One mission, as it stands. */
  @Asks(':id')
  getMission(@Asked() query: GetMission, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** Each event of a mission, oldest first: who, when, why, what it changed. */
  @Asks(':id/history')
  getMissionHistory(@Asked() query: MissionHistory, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
