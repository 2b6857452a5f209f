import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetPerson, ListPeople, ListRoles } from '@jalon/read-models';
import {
  ChooseEmailSharing,
  ConfirmRoleGrant,
  ConfirmPersonMerger,
  ConfirmPersonSeparation,
  RefusePersonMerger,
  RefusePersonSeparation,
  RequestPersonMerger,
  RequestPersonSeparation,
  WithdrawPersonMerger,
  WithdrawPersonSeparation,
  GivePrivateEmail,
  GrantRole,
  RecordDeparture,
  RefuseRoleGrant,
  RegisterPerson,
  RevisePerson,
  RevokeRole,
  WithdrawPrivateEmail,
  WithdrawRoleGrant,
} from '@jalon/directory';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { callerOf } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('People')
@Controller('v1/people')
export class PeopleController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
    @Inject(ENGINE) private readonly engine: ApiEngine,
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
  async revisePerson(@CommandInput() command: RevisePerson, @Http() http: HttpContext): Promise<OutcomeBody> {
    const outcome = await this.commands.dispatch(command, http);
    await this.engine.entering.entryChanged({ tenant: callerOf(http.request).tenant, person: outcome.id });
    return outcome;
  }

  /** Chooses, for oneself, whether those who see one’s missions are told one’s e-mail address. */
  @PostCommand(':id/email-sharing')
  chooseEmailSharing(@CommandInput() command: ChooseEmailSharing, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Gives, for oneself, the private e-mail address by which one can log in once one has left. */
  @PostCommand(':id/private-email')
  givePrivateEmail(@CommandInput() command: GivePrivateEmail, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.changePrivateEmail(command, http);
  }

  /** Withdraws one’s private e-mail address. */
  @PostCommand(':id/private-email/withdrawal')
  withdrawPrivateEmail(@CommandInput() command: WithdrawPrivateEmail, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.changePrivateEmail(command, http);
  }

  /** Ends a person’s part: nothing new may name them. */
  @PostCommand(':id/departure')
  async recordDeparture(@CommandInput() command: RecordDeparture, @Http() http: HttpContext): Promise<OutcomeBody> {
    const outcome = await this.commands.dispatch(command, http);
    await this.engine.entering.departed({ tenant: callerOf(http.request).tenant, person: outcome.id });
    return outcome;
  }

  private async changePrivateEmail(
    command: GivePrivateEmail | WithdrawPrivateEmail,
    http: HttpContext,
  ): Promise<OutcomeBody> {
    const outcome = await this.commands.dispatch(command, http);
    await this.engine.entering.privateEmailChanged({ tenant: callerOf(http.request).tenant, person: outcome.id });
    return outcome;
  }
}

@ApiTags('Roles')
@Controller('v1/people/:id/roles')
export class PersonRolesController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Gives a person a role or, where two people must give it, asks for it: a second person must confirm. */
  @PostCommand()
  grantRole(@CommandInput() command: GrantRole, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Takes a granted role back. */
  @PostCommand('revocation')
  revokeRole(@CommandInput() command: RevokeRole, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms, as a second person, that a person gets a role: they hold it from here on. */
  @PostCommand('confirmation')
  confirmRoleGrant(@CommandInput() command: ConfirmRoleGrant, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses, as a second person, that a person gets a role. */
  @PostCommand('refusal')
  refuseRoleGrant(@CommandInput() command: RefuseRoleGrant, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a request for a role that one made oneself. */
  @PostCommand('withdrawal')
  withdrawRoleGrant(@CommandInput() command: WithdrawRoleGrant, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

@ApiTags('Roles')
@Controller('v1/roles')
export class RolesController {
  constructor(@Inject(ExportDispatcher) private readonly exports: ExportDispatcher) {}

  /** The roles that were granted: who holds or held what, from when, until when, by whom and why. */
  @GetQuery()
  @Exportable('roles')
  listRoles(@QueryInput() query: ListRoles, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('roles', query, http);
  }
}

@ApiTags('People')
@Controller('v1/people/:id/merger')
export class PersonMergersController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Asks to merge a person’s entry into another of the same human; a second person must confirm. */
  @PostCommand()
  requestPersonMerger(@CommandInput() command: RequestPersonMerger, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms a merger, as a second person: from here on both entries are one human. */
  @PostCommand('confirmation')
  confirmPersonMerger(@CommandInput() command: ConfirmPersonMerger, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses a merger, as a second person. */
  @PostCommand('refusal')
  refusePersonMerger(@CommandInput() command: RefusePersonMerger, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a merger that one requested oneself. */
  @PostCommand('withdrawal')
  withdrawPersonMerger(@CommandInput() command: WithdrawPersonMerger, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

@ApiTags('People')
@Controller('v1/people/:id/separation')
export class PersonSeparationsController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Asks to separate a person’s entry from what it was merged into; a second person must confirm. */
  @PostCommand()
  requestPersonSeparation(
    @CommandInput() command: RequestPersonSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms a separation, as a second person: from here on the entry is a human of its own. */
  @PostCommand('confirmation')
  confirmPersonSeparation(
    @CommandInput() command: ConfirmPersonSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses a separation, as a second person. */
  @PostCommand('refusal')
  refusePersonSeparation(
    @CommandInput() command: RefusePersonSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a separation that one requested oneself. */
  @PostCommand('withdrawal')
  withdrawPersonSeparation(
    @CommandInput() command: WithdrawPersonSeparation,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The people and their roles: their commands and queries. */
@Module({
  controllers: [
    PeopleController,
    PersonRolesController,
    PersonMergersController,
    PersonSeparationsController,
    RolesController,
  ],
})
export class PeopleModule {}
