import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetEmployer, ListEmployers } from '@jalon/read-models';
import { CloseEmployer, RegisterEmployer, ReviseEmployer } from '@jalon/directory';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Employers')
@Controller('v1/employers')
export class EmployersController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** Legal entities of the tenant. */
  @GetQuery()
  @Exportable('employers')
  listEmployers(@QueryInput() query: ListEmployers, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('employers', query, http);
  }

  /** Enters a legal entity of the tenant. */
  @PostCreation()
  registerEmployer(@CommandInput() command: RegisterEmployer, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** One legal entity, as it stands. */
  @GetQuery(':id')
  getEmployer(@QueryInput() query: GetEmployer, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Replaces an employer’s entry. */
  @PostCommand(':id/revisions')
  reviseEmployer(@CommandInput() command: ReviseEmployer, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Ends an employer’s part: nothing new may name it. */
  @PostCommand(':id/closure')
  closeEmployer(@CommandInput() command: CloseEmployer, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The employers: their commands and queries. */
@Module({ controllers: [EmployersController] })
export class EmployersModule {}
