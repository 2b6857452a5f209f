import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ImpactEntries, ImpactReport } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Reports')
@Controller('v1/reports')
export class ReportsController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** What confirmed missions brought about in a period of whole months. */
  @Asks('impact')
  getImpactReport(@Asked() query: ImpactReport, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** The time entries behind a figure of the impact report, latest day first: for those who may read it whole. */
  @Asks('impact/entries')
  listImpactEntries(@Asked() query: ImpactEntries, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
