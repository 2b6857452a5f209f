import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetPerson, ListPeople } from '@jalon/read-models';
import { RecordDeparture, RegisterPerson, RevisePerson } from '@jalon/directory';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('People')
@Controller('v1/people')
export class PeopleController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** People of the tenant’s directory. */
  @GetQuery()
  @Exportable('people')
  listPeople(@QueryInput() query: ListPeople, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('people', query, http);
  }

  /** Enters a human in the directory: one id for them, whatever their roles. */
  @PostCreation()
  registerPerson(@CommandInput() command: RegisterPerson, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** One person, as the caller may know them. */
  @GetQuery(':id')
  getPerson(@QueryInput() query: GetPerson, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Replaces a person’s entry. */
  @PostCommand(':id/revisions')
  revisePerson(@CommandInput() command: RevisePerson, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Ends a person’s part: nothing new may name them. */
  @PostCommand(':id/departure')
  recordDeparture(@CommandInput() command: RecordDeparture, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The people: their commands and queries. */
@Module({ controllers: [PeopleController] })
export class PeopleModule {}
