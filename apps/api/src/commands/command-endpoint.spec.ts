import { Test } from '@nestjs/testing';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { CommandContext, Outcome } from '@jalon/application';
import { ENGINE } from '../api-engine.js';
import { CommandMessage, CommandMessageHandler, idempotencyKey, revisionSeen } from './command-endpoint.js';

class Greet {
  readonly name = 'Ada';
}
class Leave {
  readonly on = 'Monday';
}

const context = { target: null, commandId: 'c' } as CommandContext;
const outcome = { id: 'x', revision: 0 } as Outcome;

async function openBus() {
  const handled: (readonly [object, CommandContext])[] = [];
  const handler = {
    handle: (command: object, given: CommandContext) => {
      handled.push([command, given]);
      return Promise.resolve(outcome);
    },
  };
  const module = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    providers: [CommandMessageHandler, { provide: ENGINE, useValue: { handler } }],
  }).compile();
  await module.init();
  return { bus: module.get(CommandBus), handled };
}

describe('the command bus', () => {
  it('carries every command, with its context, to the one handler', async () => {
    const { bus, handled } = await openBus();
    const commands = [new Greet(), new Leave()];
    for (const command of commands)
      await expect(bus.execute(new CommandMessage(command, context))).resolves.toBe(outcome);
    expect(handled.map(([command, given]) => [command.constructor, given])).toEqual([
      [Greet, context],
      [Leave, context],
    ]);
  });

  it('leaves the command as it was sent', async () => {
    const { bus, handled } = await openBus();
    const command = new Greet();
    await bus.execute(new CommandMessage(command, context));
    expect(handled).toEqual([[command, context]]);
    expect(Object.getOwnPropertySymbols(command)).toEqual([]);
    expect(JSON.stringify(command)).toBe('{"name":"Ada"}');
  });

  it('refuses a command without its context', async () => {
    const { bus, handled } = await openBus();
    await expect(async () => {
      await bus.execute(new Greet());
    }).rejects.toThrow('Greet');
    expect(handled).toEqual([]);
  });
});

const ids = { next: () => 'made' };
const codeOf = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['"0"', 0],
    [' "12" ', 12],
    ['12', 'IF_MATCH_INVALID'],
    ['W/"12"', 'IF_MATCH_INVALID'],
    ['"12", "13"', 'IF_MATCH_INVALID'],
    ['"012"', 'IF_MATCH_INVALID'],
    ['"-1"', 'IF_MATCH_INVALID'],
    ['"99999999999999999999"', 'IF_MATCH_INVALID'],
    ['', 'IF_MATCH_INVALID'],
  ])('%p reads as %p', (header, seen) => {
    expect(codeOf(() => revisionSeen(header))).toBe(seen);
  });
});

describe('Idempotency-Key', () => {
  it.each([
    [undefined, 'made'],
    ['a', 'a'],
    ['"quoted"', '"quoted"'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['x'.repeat(256), 'KEY_INVALID'],
    ['', 'KEY_INVALID'],
    ['two words', 'KEY_INVALID'],
    ['sent, twice', 'KEY_INVALID'],
    ['clé', 'KEY_INVALID'],
    [['a', 'b'], 'KEY_INVALID'],
  ])('%p reads as %p', (header, key) => {
    expect(codeOf(() => idempotencyKey(header, ids))).toBe(key);
  });
});
