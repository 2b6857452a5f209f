import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetNeed, ListNeeds, NeedMatches } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Needs')
@Controller('v1/needs')
export class NeedQueriesController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** What organisations ask for, latest published first. */
  @Asks()
  listNeeds(@Asked() query: ListNeeds, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** One need, as it stands. */
  @Asks(':id')
  getNeed(@Asked() query: GetNeed, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** The open offers that fit a need, best first, each with its reasons. */
  @Asks(':id/matches')
  listNeedMatches(@Asked() query: NeedMatches, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
