import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetOrganisation, ListOrganisations } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Organisations')
@Controller('v1/organisations')
export class OrganisationQueriesController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** Non-profits of the tenant’s directory. */
  @Asks()
  listOrganisations(@Asked() query: ListOrganisations, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** One non-profit, as it stands. */
  @Asks(':id')
  getOrganisation(@Asked() query: GetOrganisation, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
