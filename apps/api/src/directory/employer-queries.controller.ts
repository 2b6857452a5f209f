import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetEmployer, ListEmployers } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Employers')
@Controller('v1/employers')
export class EmployerQueriesController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** Legal entities of the tenant. */
  @Asks()
  listEmployers(@Asked() query: ListEmployers, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** One legal entity, as it stands. */
  @Asks(':id')
  getEmployer(@Asked() query: GetEmployer, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
