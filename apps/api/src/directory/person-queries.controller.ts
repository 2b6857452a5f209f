import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetPerson, ListPeople } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('People')
@Controller('v1/people')
export class PersonQueriesController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** People of the tenant’s directory. */
  @Asks()
  listPeople(@Asked() query: ListPeople, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** One person, as the caller may know them. */
  @Asks(':id')
  getPerson(@Asked() query: GetPerson, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
