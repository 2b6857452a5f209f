import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetNeed, ListNeeds, NeedMatches } from '@jalon/read-models';
import { CloseNeed, PublishNeed, ReviseNeed } from '@jalon/marketplace';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Needs')
@Controller('v1/needs')
export class NeedsController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** What organisations ask for, latest published first. */
  @GetQuery()
  @Exportable('needs')
  listNeeds(@QueryInput() query: ListNeeds, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('needs', query, http);
  }

  /** Asks for skills, in an organisation’s name. */
  @PostCreation()
  publishNeed(@CommandInput() command: PublishNeed, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** One need, as it stands. */
  @GetQuery(':id')
  getNeed(@QueryInput() query: GetNeed, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** The open offers that fit a need, best first, each with its reasons. */
  @GetQuery(':id/matches')
  listNeedMatches(@QueryInput() query: NeedMatches, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Replaces a need. */
  @PostCommand(':id/revisions')
  reviseNeed(@CommandInput() command: ReviseNeed, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Closes a need: it takes no further mission. */
  @PostCommand(':id/closure')
  closeNeed(@CommandInput() command: CloseNeed, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The needs: their commands and queries. */
@Module({ controllers: [NeedsController] })
export class NeedsModule {}
