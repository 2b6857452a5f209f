import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { LiveBody, ReadyBody } from './health.dto.js';

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(@Inject(ENGINE) private readonly engine: ApiEngine) {}

  /** Whether the process runs. */
  @Get('live')
  @ApiOkResponse({ type: LiveBody })
  live(): LiveBody {
    return { status: 'live' };
  }

  /** Whether commands and queries can be answered: the stores answer. Lag, a failing projector, parked streams and views being built are told, and do not count. */
  @Get('ready')
  @ApiOkResponse({ type: ReadyBody })
  @ApiServiceUnavailableResponse({ type: ReadyBody })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyBody> {
    try {
      const { caughtUp, lagMs, parked, beingBuilt } = await this.engine.health();
      const projectorFails = this.engine.runner.failure() !== null;
      return {
        status: 'ready',
        storesReachable: true,
        viewsCaughtUp: caughtUp,
        lagMs,
        projectorFails,
        parkedStreams: parked.length,
        viewsBeingBuilt: beingBuilt.map(({ projection, percent }) => ({ view: projection, percent })),
      };
    } catch (error) {
      reply.log.error({ err: error }, 'not ready');
      void reply.status(503).header('retry-after', '5');
      return {
        status: 'not-ready',
        storesReachable: false,
        viewsCaughtUp: null,
        lagMs: null,
        projectorFails: null,
        parkedStreams: null,
        viewsBeingBuilt: null,
      };
    }
  }
}
