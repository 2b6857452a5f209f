import { Controller, Inject, Module } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AFTER, LiveEvents, type LiveAnswer } from '@jalon/read-models';
import { callerOf, identifiedIn } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { ApiProblem } from '../problems/api-problem.js';
import { logCutAnswer } from '../problems/problem.filter.js';
import { GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';
import { asEventStream, EVENT_STREAM, LiveStreams } from './live-streams.js';

@ApiTags('Events')
@Controller('v1/events')
export class LiveController {
  constructor(
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
    @Inject(LiveStreams) private readonly streams: LiveStreams,
  ) {}

  /** What happens, as Server-Sent Events, as soon as the views show it: that it happened, not its content, to whoever may see it. */
  @GetQuery('stream')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiHeader({
    name: 'Last-Event-ID',
    description: 'Goes on after this position; takes the place of `after`.',
    required: false,
  })
  async streamEvents(@QueryInput() query: LiveEvents, @Http() http: HttpContext): Promise<object> {
    const { request, reply } = http;
    // Before the query is answered, so that clients that come at once are counted too.
    const signal = this.streams.signalFor(reply, {
      caller: callerOf(request),
      untilMs: identifiedIn(request).expiresAt,
      nowMs: Date.now(),
      isStillCaller: request.isStillCaller ?? (() => Promise.resolve(false)),
    });
    const { follow, incomplete } = await this.queries.dispatch<LiveAnswer>(
      resumed(query, request.headers['last-event-id']),
      http,
    );
    if (incomplete) void reply.header('jalon-incomplete', 'true');
    void reply.type(EVENT_STREAM).header('x-accel-buffering', 'no');
    return asEventStream(follow(signal), (error) => logCutAnswer(request, error, { stream: 'live' }));
  }
}

/** The query, from `Last-Event-ID` where the client reconnects: its URL still says where it began. */
function resumed(query: LiveEvents, lastEventId: string | string[] | undefined): LiveEvents {
  if (lastEventId === undefined || lastEventId === '') return query;
  if (typeof lastEventId !== 'string' || !AFTER.test(lastEventId)) {
    throw new ApiProblem('LAST_EVENT_ID_INVALID');
  }
  return Object.assign(new LiveEvents(), { after: lastEventId });
}

/** The live stream of events. */
@Module({ controllers: [LiveController] })
export class LiveModule {}
