import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetMission, ListMissions, MissionHistory } from '@jalon/read-models';
import {
  AcceptAmendment,
  AcceptMission,
  CancelMission,
  CloseMission,
  ConfirmForcedClosure,
  ConfirmOutcomes,
  CorrectAttribution,
  DeclineAmendment,
  DeclineMission,
  DisputeOutcomes,
  EvaluateMission,
  ProposeAmendment,
  ProposeMission,
  RefuseForcedClosure,
  RequestForcedClosure,
  ResumeMission,
  SuspendMission,
  WithdrawForcedClosure,
  WithdrawMission,
} from '@jalon/mission';
import { CommandDispatcher, CommandInput, PostCommand, PostCreation } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';
import { HoursController } from './hours.controller.js';

@ApiTags('Missions')
@Controller('v1/missions')
export class MissionsController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** The missions that the caller may see, latest proposed first. */
  @GetQuery()
  @Exportable('missions')
  listMissions(@QueryInput() query: ListMissions, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('missions', query, http);
  }

  /** Proposes a mission. Proposing is the proposer’s own acceptance. */
  @PostCreation()
  proposeMission(@CommandInput() command: ProposeMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** One mission, as it stands. */
  @GetQuery(':id')
  getMission(@QueryInput() query: GetMission, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Each event of a mission, oldest first: who, when, why, what it changed. */
  @GetQuery(':id/history')
  getMissionHistory(@QueryInput() query: MissionHistory, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Accepts for one’s own party; the last acceptance needed confirms the mission. */
  @PostCommand(':id/acceptances')
  acceptMission(@CommandInput() command: AcceptMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Declines for one’s own party. */
  @PostCommand(':id/decline')
  declineMission(@CommandInput() command: DeclineMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Takes a proposal back. */
  @PostCommand(':id/withdrawal')
  withdrawMission(@CommandInput() command: WithdrawMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

@ApiTags('Amendments')
@Controller('v1/missions/:id/amendments')
export class AmendmentsController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Proposes other terms; the other required parties answer. */
  @PostCommand()
  proposeAmendment(@CommandInput() command: ProposeAmendment, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Accepts an amendment for one’s own party. */
  @PostCommand(':amendmentId/acceptances')
  acceptAmendment(@CommandInput() command: AcceptAmendment, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Declines an amendment: the terms stay as they were. */
  @PostCommand(':amendmentId/decline')
  declineAmendment(@CommandInput() command: DeclineAmendment, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

@ApiTags('Missions')
@Controller('v1/missions/:id')
export class MissionCourseController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Suspends a mission: no time may be given from that day. */
  @PostCommand('suspension')
  suspendMission(@CommandInput() command: SuspendMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Resumes a suspended mission. */
  @PostCommand('resumption')
  resumeMission(@CommandInput() command: ResumeMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Ends a mission without closing it. Approved time stays and still counts. */
  @PostCommand('cancellation')
  cancelMission(@CommandInput() command: CancelMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Mends one of the codes by which reports attribute a mission. */
  @PostCommand('attribution/corrections')
  correctAttribution(@CommandInput() command: CorrectAttribution, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

@ApiTags('Closing')
@Controller('v1/missions/:id')
export class MissionClosingController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Closes a mission, with the outcomes that it claims. */
  @PostCommand('closure')
  closeMission(@CommandInput() command: CloseMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Asks to close a mission over its pending time; a second person must confirm. */
  @PostCommand('forced-closure')
  requestForcedClosure(@CommandInput() command: RequestForcedClosure, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms a forced closure, as a second person: pending time is voided. */
  @PostCommand('forced-closure/confirmation')
  confirmForcedClosure(@CommandInput() command: ConfirmForcedClosure, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses a forced closure, as a second person: it can be requested again. */
  @PostCommand('forced-closure/refusal')
  refuseForcedClosure(@CommandInput() command: RefuseForcedClosure, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a forced closure that one requested oneself. */
  @PostCommand('forced-closure/withdrawal')
  withdrawForcedClosure(
    @CommandInput() command: WithdrawForcedClosure,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms the outcomes as claimed, for the organisation. */
  @PostCommand('outcomes/confirmation')
  confirmOutcomes(@CommandInput() command: ConfirmOutcomes, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Does not recognise the outcomes as claimed, for the organisation. */
  @PostCommand('outcomes/dispute')
  disputeOutcomes(@CommandInput() command: DisputeOutcomes, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Says how a mission went, for one’s own party. */
  @PostCommand('evaluations')
  evaluateMission(@CommandInput() command: EvaluateMission, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The missions: their commands and queries, with those of their time and amendments. */
@Module({
  controllers: [
    MissionsController,
    HoursController,
    AmendmentsController,
    MissionCourseController,
    MissionClosingController,
  ],
})
export class MissionsModule {}
