import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CloseMission,
  ConfirmForcedClosure,
  ConfirmOutcomes,
  DisputeOutcomes,
  EvaluateMission,
  RequestForcedClosure,
} from '@jalon/mission';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Closing')
@Controller('v1/missions/:id')
export class ClosureController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Closes a mission, with the outcomes that it claims. */
  @Changes('closure')
  closeMission(@Command() command: CloseMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Asks to close a mission over its pending time; a second person must confirm. */
  @Changes('forced-closure')
  requestForcedClosure(
    @Command() command: RequestForcedClosure,
    @Exchange() exchange: HttpExchange,
  ): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Confirms a forced closure, as a second person: pending time is voided. */
  @Changes('forced-closure/confirmation')
  confirmForcedClosure(
    @Command() command: ConfirmForcedClosure,
    @Exchange() exchange: HttpExchange,
  ): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Confirms the outcomes as claimed, for the organisation. */
  @Changes('outcomes/confirmation')
  confirmOutcomes(@Command() command: ConfirmOutcomes, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Does not recognise the outcomes as claimed, for the organisation. */
  @Changes('outcomes/dispute')
  disputeOutcomes(@Command() command: DisputeOutcomes, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Says how a mission went, for one’s own party. */
  @Changes('evaluations')
  evaluateMission(@Command() command: EvaluateMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
