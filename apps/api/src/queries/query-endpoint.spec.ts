import { Test } from '@nestjs/testing';
import { CqrsModule, QueryBus } from '@nestjs/cqrs';
import type { QueryContext } from '@jalon/read-models';
import { ENGINE } from '../api-engine.js';
import { linkToNext, QueryMessage, QueryMessageHandler } from './query-endpoint.js';

class WhoIsThere {
  readonly at = 'noon';
}
class WhoIsAway {
  readonly at = 'noon';
}

describe('the query bus', () => {
  async function openBus() {
    const whoIsThere = {
      query: WhoIsThere,
      name: 'WhoIsThere',
      answer: (_: object, { caller }: QueryContext) => Promise.resolve(caller),
    };
    const module = await Test.createTestingModule({
      imports: [CqrsModule.forRoot()],
      providers: [QueryMessageHandler, { provide: ENGINE, useValue: { queries: [whoIsThere] } }],
    }).compile();
    await module.init();
    return module.get(QueryBus);
  }
  const context = { caller: { tenant: 'main' } } as QueryContext;

  it('carries a query, with its context, to the handler of its class', async () => {
    const bus = await openBus();
    await expect(bus.execute(new QueryMessage(new WhoIsThere(), context))).resolves.toBe(context.caller);
  });

  it('refuses a query that has no handler', async () => {
    const bus = await openBus();
    await expect(bus.execute(new QueryMessage(new WhoIsAway(), context))).rejects.toThrow('WhoIsAway');
  });
});

describe('the link to the next page', () => {
  it.each([
    ['/v1/missions', '</v1/missions?cursor=abc>; rel="next"'],
    ['/v1/missions?limit=2&status=closed', '</v1/missions?limit=2&status=closed&cursor=abc>; rel="next"'],
    ['/v1/missions?cursor=before', '</v1/missions?cursor=abc>; rel="next"'],
    ['/v1/people?name=who?&limit=2', '</v1/people?name=who%3F&limit=2&cursor=abc>; rel="next"'],
    ['/v1/people?name=%3E%22', '</v1/people?name=%3E%22&cursor=abc>; rel="next"'],
  ])('of %s', (url, link) => {
    expect(linkToNext({ url }, 'abc')).toBe(link);
  });
});
