import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListHours } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { ExportDoor } from '../exports/export.door.js';
import { Exports } from '../exports/exports.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Time')
@Controller('v1/hours')
export class HoursQueriesController {
  constructor(@Inject(ExportDoor) private readonly exports: ExportDoor) {}

  /** Time entries of the missions that the caller may see, latest day first; whole as NDJSON, CSV or a workbook. */
  @Asks()
  @Exports('hours')
  listHours(@Asked() query: ListHours, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.exports.ask('hours', query, exchange);
  }
}
