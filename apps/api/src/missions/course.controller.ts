import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CancelMission, CorrectAttribution, ResumeMission, SuspendMission } from '@jalon/mission';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Missions')
@Controller('v1/missions/:id')
export class CourseController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Suspends a mission: no time may be given from that day. */
  @Changes('suspension')
  suspendMission(@Command() command: SuspendMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Resumes a suspended mission. */
  @Changes('resumption')
  resumeMission(@Command() command: ResumeMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Ends a mission without closing it. Approved time stays and still counts. */
  @Changes('cancellation')
  cancelMission(@Command() command: CancelMission, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Mends one of the codes by which reports attribute a mission. */
  @Changes('attribution/corrections')
  correctAttribution(@Command() command: CorrectAttribution, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
