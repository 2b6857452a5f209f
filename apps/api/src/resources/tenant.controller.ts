import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SetManagerDetail } from '@jalon/directory';
import { GetTenant } from '@jalon/read-models';
import { CommandDispatcher, CommandInput, PostCommand } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Tenant')
@Controller('v1/tenant')
export class TenantController {
  constructor(
    @Inject(CommandDispatcher) private readonly commands: CommandDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
  ) {}

  /** The settings of your tenant: its zone, language and mode, who administers it, and what managers are shown. */
  @GetQuery()
  getTenant(@QueryInput() query: GetTenant, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Sets what managers are shown of the missions that name them. */
  @PostCommand('manager-detail')
  setManagerDetail(@CommandInput() command: SetManagerDetail, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The settings of the caller's tenant. */
@Module({ controllers: [TenantController] })
export class TenantModule {}
