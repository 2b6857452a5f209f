import { Controller, Get, Inject, Module, Res } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiProduces,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { processState, readinessOf } from '@jalon/engine';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { Public } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { LiveStreams } from '../live/live-streams.js';
import { LiveBody, ReadyBody } from './health.dto.js';
import { METRICS, type Metrics } from './metrics.js';

@ApiTags('Operations')
@Controller()
export class OperationsController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(METRICS) private readonly measured: Metrics,
    @Inject(LiveStreams) private readonly liveStreams: LiveStreams,
  ) {}

  /** Whether the process runs. */
  @Get('health/live')
  @Public()
  @ApiOkResponse({ type: LiveBody })
  checkLiveness(): LiveBody {
    return { status: 'live' };
  }

  /**
   * Whether this process should be sent requests: its stores answer, so commands are done. While views are being built, or
   * the list of destroyed keys does not answer, it is `partly-ready`, still with 200: every process on these stores is as far as this one. Lag, a failing projector and parked streams are told, and do not count.
   */
  @Get('health/ready')
  @Public()
  @ApiOkResponse({ type: ReadyBody })
  @ApiServiceUnavailableResponse({ type: ReadyBody })
  async checkReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyBody> {
    const readiness = await readinessOf(this.engine);
    if (readiness.status === 'not-ready') void reply.status(503).header('retry-after', '5');
    return readiness;
  }

  /** What this service was asked and did, which stores it reaches, who projects and how far the views are, for Prometheus. */
  @Get('metrics')
  @Action('GetMetrics')
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The Prometheus text format.', schema: { type: 'string' } })
  async getMetrics(@Http() { reply }: HttpContext): Promise<string> {
    void reply.type(this.measured.contentType);
    return this.measured.read(await processState(this.engine), this.liveStreams.count());
  }

  /** Where to look next, for people who open the service in a browser. */
  @Get()
  @Public()
  @ApiExcludeEndpoint()
  pointers(): Readonly<Record<string, string>> {
    return { name: 'Jalon', documentation: '/docs', openapi: '/openapi.json', health: '/health/ready' };
  }
}

/** Health and metrics. */
@Module({ controllers: [OperationsController] })
export class OperationsModule {}
