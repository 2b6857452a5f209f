import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListHours } from '@jalon/read-models';
import { ApproveHours, CorrectHours, LogHours, RejectHours } from '@jalon/mission';
import { CommandDispatcher, CommandInput, PostCommand } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Time')
@Controller('v1')
export class HoursController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
  ) {}

  /** Writes down time given on a day. */
  @PostCommand('missions/:id/hours')
  logHours(@CommandInput() command: LogHours, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms an entry, for the organisation. */
  @PostCommand('missions/:id/hours/:entryId/approval')
  approveHours(@CommandInput() command: ApproveHours, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses to confirm an entry, for the organisation. */
  @PostCommand('missions/:id/hours/:entryId/rejection')
  rejectHours(@CommandInput() command: RejectHours, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Mends an entry; it then waits for the organisation’s answer again. */
  @PostCommand('missions/:id/hours/:entryId/corrections')
  correctHours(@CommandInput() command: CorrectHours, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Time entries of the missions that the caller may see, latest day first. */
  @GetQuery('hours')
  @Exportable('hours')
  listHours(@QueryInput() query: ListHours, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('hours', query, http);
  }
}
