import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetOffer, ListOffers, OfferMatches } from '@jalon/read-models';
import { PublishOffer, ReviseOffer, WithdrawOffer } from '@jalon/marketplace';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Offers')
@Controller('v1/offers')
export class OffersController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** What employees have to give, latest published first. */
  @GetQuery()
  @Exportable('offers')
  listOffers(@QueryInput() query: ListOffers, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('offers', query, http);
  }

  /** Says what an employee has to give. */
  @PostCreation()
  publishOffer(@CommandInput() command: PublishOffer, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** One offer, as it stands. */
  @GetQuery(':id')
  getOffer(@QueryInput() query: GetOffer, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** The open needs that fit an offer, best first, each with its reasons. */
  @GetQuery(':id/matches')
  listOfferMatches(@QueryInput() query: OfferMatches, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Replaces an offer. */
  @PostCommand(':id/revisions')
  reviseOffer(@CommandInput() command: ReviseOffer, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Takes an offer back. */
  @PostCommand(':id/withdrawal')
  withdrawOffer(@CommandInput() command: WithdrawOffer, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The offers: their commands and queries. */
@Module({ controllers: [OffersController] })
export class OffersModule {}
