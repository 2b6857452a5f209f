import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetOrganisation, ListOrganisations } from '@jalon/read-models';
import { CloseOrganisation, RegisterOrganisation, ReviseOrganisation } from '@jalon/directory';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Organisations')
@Controller('v1/organisations')
export class OrganisationsController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** Non-profits of the tenant’s directory. */
  @GetQuery()
  @Exportable('organisations')
  listOrganisations(@QueryInput() query: ListOrganisations, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('organisations', query, http);
  }

  /** Enters a non-profit in the directory. */
  @PostCreation()
  registerOrganisation(@CommandInput() command: RegisterOrganisation, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** One non-profit, as it stands. */
  @GetQuery(':id')
  getOrganisation(@QueryInput() query: GetOrganisation, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Replaces a non-profit’s entry. */
  @PostCommand(':id/revisions')
  reviseOrganisation(@CommandInput() command: ReviseOrganisation, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Ends a non-profit’s part: nothing new may name it. */
  @PostCommand(':id/closure')
  closeOrganisation(@CommandInput() command: CloseOrganisation, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The organisations: their commands and queries. */
@Module({ controllers: [OrganisationsController] })
export class OrganisationsModule {}
