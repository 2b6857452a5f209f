import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AcceptMission, DeclineMission, ProposeMission, WithdrawMission } from '@jalon/mission';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes, Creates } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Missions')
@Controller('v1/missions')
export class ProposalController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Proposes a mission. Proposing is the proposer’s own acceptance. */
  @Creates()
  proposeMission(@Command() command: ProposeMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Accepts for one’s own party; the last acceptance needed confirms the mission. */
  @Changes(':id/acceptances')
  acceptMission(@Command() command: AcceptMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Declines for one’s own party. */
  @Changes(':id/decline')
  declineMission(@Command() command: DeclineMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Takes a proposal back. */
  @Changes(':id/withdrawal')
  withdrawMission(@Command() command: WithdrawMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
