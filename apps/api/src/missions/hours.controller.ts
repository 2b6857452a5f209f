import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApproveHours, CorrectHours, LogHours, RejectHours } from '@jalon/mission';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Time')
@Controller('v1/missions/:id/hours')
export class HoursController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Writes down time given on a day. */
  @Changes()
  logHours(@Command() command: LogHours, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Confirms an entry, for the organisation. */
  @Changes(':entryId/approval')
  approveHours(@Command() command: ApproveHours, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Refuses to confirm an entry, for the organisation. */
  @Changes(':entryId/rejection')
  rejectHours(@Command() command: RejectHours, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Mends an entry; it then waits for the organisation’s answer again. */
  @Changes(':entryId/corrections')
  correctHours(@Command() command: CorrectHours, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
