import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetOrganisation, ListOrganisations } from '@jalon/read-models';
import {
  CloseOrganisation,
  ConfirmOrganisationMerger,
  ConfirmOrganisationMergerReversal,
  RefuseOrganisationMerger,
  RefuseOrganisationMergerReversal,
  RegisterOrganisation,
  RequestOrganisationMerger,
  RequestOrganisationMergerReversal,
  ReviseOrganisation,
  WithdrawOrganisationMerger,
  WithdrawOrganisationMergerReversal,
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

  /** Asks to reverse a merger, or that a branch be none; a second person must confirm. */
  @PostCommand('reversal')
  requestOrganisationMergerReversal(
    @CommandInput() command: RequestOrganisationMergerReversal,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms the reversal of a merger, as a second person: the link is gone from here on. */
  @PostCommand('reversal/confirmation')
  confirmOrganisationMergerReversal(
    @CommandInput() command: ConfirmOrganisationMergerReversal,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses the reversal of a merger, as a second person. */
  @PostCommand('reversal/refusal')
  refuseOrganisationMergerReversal(
    @CommandInput() command: RefuseOrganisationMergerReversal,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws the reversal of a merger that one requested oneself. */
  @PostCommand('reversal/withdrawal')
  withdrawOrganisationMergerReversal(
    @CommandInput() command: WithdrawOrganisationMergerReversal,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The organisations: their commands and queries. */
@Module({ controllers: [OrganisationsController, OrganisationMergersController] })
export class OrganisationsModule {}
