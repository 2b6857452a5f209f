import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetOrganisation, ListOrganisations } from '@jalon/read-models';
import {
  CloseOrganisation,
  ConfirmOrganisationMerger,
  ConfirmOrganisationSeparation,
  RefuseOrganisationMerger,
  RefuseOrganisationSeparation,
  RegisterOrganisation,
  RequestOrganisationMerger,
  RequestOrganisationSeparation,
  ReviseOrganisation,
  WithdrawOrganisationMerger,
  WithdrawOrganisationSeparation,
} from '@jalon/directory';
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

@ApiTags('Organisations')
@Controller('v1/organisations/:id/merger')
export class OrganisationMergersController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Asks to merge a non-profit into another; a second person must confirm. */
  @PostCommand()
  requestOrganisationMerger(
    @CommandInput() command: RequestOrganisationMerger,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms a merger, as a second person: from here on both count as one. */
  @PostCommand('confirmation')
  confirmOrganisationMerger(
    @CommandInput() command: ConfirmOrganisationMerger,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses a merger, as a second person. */
  @PostCommand('refusal')
  refuseOrganisationMerger(
    @CommandInput() command: RefuseOrganisationMerger,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a merger that one requested oneself. */
  @PostCommand('withdrawal')
  withdrawOrganisationMerger(
    @CommandInput() command: WithdrawOrganisationMerger,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

@ApiTags('Organisations')
@Controller('v1/organisations/:id/separation')
export class OrganisationSeparationsController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Asks to separate a non-profit from what it was merged into, else from its head; a second person must confirm. */
  @PostCommand()
  requestOrganisationSeparation(
    @CommandInput() command: RequestOrganisationSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms a separation, as a second person: from here on the non-profit counts by itself. */
  @PostCommand('confirmation')
  confirmOrganisationSeparation(
    @CommandInput() command: ConfirmOrganisationSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses a separation, as a second person. */
  @PostCommand('refusal')
  refuseOrganisationSeparation(
    @CommandInput() command: RefuseOrganisationSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a separation that one requested oneself. */
  @PostCommand('withdrawal')
  withdrawOrganisationSeparation(
    @CommandInput() command: WithdrawOrganisationSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The organisations: their commands and queries. */
@Module({ controllers: [OrganisationsController, OrganisationMergersController, OrganisationSeparationsController] })
export class OrganisationsModule {}
