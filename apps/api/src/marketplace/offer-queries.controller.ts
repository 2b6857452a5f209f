import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetOffer, ListOffers, OfferMatches } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Offers')
@Controller('v1/offers')
export class OfferQueriesController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** What employees have to give, latest published first. */
  @Asks()
  listOffers(@Asked() query: ListOffers, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** One offer, as it stands. */
  @Asks(':id')
  getOffer(@Asked() query: GetOffer, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }

  /** The open needs that fit an offer, best first, each with its reasons. */
  @Asks(':id/matches')
  listOfferMatches(@Asked() query: OfferMatches, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.door.ask(query, exchange);
  }
}
