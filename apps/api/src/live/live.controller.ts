import { Controller, Inject } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type LiveAnswer, LiveEvents } from '@jalon/read-models';
import { callerOf } from '../access/caller-of.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { ApiProblem } from '../problems/api-problem.js';
import { Asked } from '../queries/query.decorator.js';
import { Asks } from '../queries/query-route.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { asEventStream, EVENT_STREAM } from './event-stream.js';
import { LiveStreams } from './live-streams.js';

@ApiTags('Events')
@Controller('v1/events')
export class LiveController {
  constructor(
    @Inject(QueryDoor) private readonly door: QueryDoor,
    @Inject(LiveStreams) private readonly streams: LiveStreams,
  ) {}

  /** What happens, as Server-Sent Events, as soon as the views show it: that it happened, not its content, to whoever may see it. */
  @Asks('stream')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiHeader({
    name: 'Last-Event-ID',
    description: 'Goes on after this position; takes the place of `after`.',
    required: false,
  })
  async streamEvents(@Asked() query: LiveEvents, @Exchange() exchange: HttpExchange): Promise<object> {
    const { request, reply } = exchange;
    // Before the first question, so that many who come at once are counted too.
    const signal = this.streams.signalFor(reply, {
      caller: callerOf(request),
      untilMs: request.tokenExpiresAt,
      nowMs: Date.now(),
    });
    const { follow, incomplete } = await this.door.ask<LiveAnswer>(
      withLastEventId(query, request.headers['last-event-id']),
      exchange,
    );
    if (incomplete) void reply.header('jalon-incomplete', 'true');
    void reply.type(EVENT_STREAM).header('x-accel-buffering', 'no');
    return asEventStream(follow(signal));
  }
}

/** What a client that was cut off had seen last goes before what its URL still says. */
function withLastEventId(query: LiveEvents, id: string | string[] | undefined): LiveEvents {
  if (id === undefined || id === '') return query;
  if (typeof id !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(id)) throw new ApiProblem('LAST_EVENT_ID_INVALID');
  return Object.assign(new LiveEvents(), { after: id });
}
