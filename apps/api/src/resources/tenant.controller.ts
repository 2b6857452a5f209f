import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SetManagerDetail } from '@jalon/directory';
import { CommandDispatcher, CommandInput, PostCommand } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { Http, type HttpContext } from '../http/http-context.js';

@ApiTags('Tenant')
@Controller('v1/tenant')
export class TenantController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Sets what managers are shown of the missions that name them. */
  @PostCommand('manager-detail')
  setManagerDetail(@CommandInput() command: SetManagerDetail, @Http() http: HttpContext): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** The settings of the caller's tenant. */
@Module({ controllers: [TenantController] })
export class TenantModule {}
