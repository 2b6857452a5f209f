import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListHours } from '@jalon/application';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Time')
@Controller('v1/hours')
export class HoursQueriesController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** Time entries of the missions that the caller may see, latest day first. */
  @Asks()
  listHours(@Asked() query: ListHours, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
