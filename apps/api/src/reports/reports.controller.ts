import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ImpactReport } from '@jalon/application';
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
}
