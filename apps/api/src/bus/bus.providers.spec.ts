import { Test } from '@nestjs/testing';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import type { CommandRow, CommandContext, Outcome } from '@jalon/application';
import { commandProviders, queryProviders } from './bus.providers.js';
import { ask, issue } from './errand.js';

class Greet {
  readonly name = 'Ada';
}
class Leave {
  readonly on = 'Monday';
}
class WhoIsThere {
  readonly at = 'noon';
}

const order = { target: null, commandId: 'c' } as CommandContext;
const outcome = { id: 'x', revision: 0 } as Outcome;

async function buses() {
  const handled: (readonly [object, CommandContext])[] = [];
  const rows = [Greet, Leave].map((command) => ({ entry: { command, name: command.name } })) as CommandRow[];
  const handler = {
    handle: (command: object, given: CommandContext) => {
      handled.push([command, given]);
      return Promise.resolve(outcome);
    },
  };
  const query = {
    query: WhoIsThere,
    name: 'WhoIsThere',
    answer: (_: object, { caller }: { caller: unknown }) => Promise.resolve(caller),
  };
  const module = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    providers: [...commandProviders(rows, handler), ...queryProviders([query])],
  }).compile();
  await module.init();
  return { commandBus: module.get(CommandBus), queryBus: module.get(QueryBus), handled };
}

describe('the buses', () => {
  it('carry every command of the table, with its order, to the one handler', async () => {
    const { commandBus, handled } = await buses();
    await expect(commandBus.execute(issue(new Greet(), order))).resolves.toBe(outcome);
    await commandBus.execute(issue(new Leave(), order));
    expect(handled.map(([command, given]) => [command.constructor, given])).toEqual([
      [Greet, order],
      [Leave, order],
    ]);
  });

  it('leave the command as it was sent', () => {
    expect(Object.getOwnPropertySymbols(issue(new Greet(), order))).toEqual([]);
    expect(JSON.stringify(issue(new Greet(), order))).toBe('{"name":"Ada"}');
  });

  it('refuse a command that nobody ordered', async () => {
    const { commandBus } = await buses();
    await expect(async () => {
      await commandBus.execute(new Greet());
    }).rejects.toThrow('Greet came without an order');
  });

  it('carry a query with who asks', async () => {
    const { queryBus } = await buses();
    const caller = { tenant: 'main' };
    await expect(queryBus.execute(ask(new WhoIsThere(), { caller } as never))).resolves.toBe(caller);
  });
});
