import type { CommandContext } from '@jalon/application';
import { RegisterPerson } from '@jalon/directory';
import { openEngine, readConfig } from '@jalon/engine';

// A service that registers a person, and says so just before it would append the event. It is killed then.

interface Given {
  readonly command: object;
  readonly context: CommandContext;
}

async function run({ command, context }: Given): Promise<void> {
  const engine = await openEngine(readConfig(process.env), { project: false });
  engine.stores.events.append = () => new Promise(() => process.stdout.write('reserved\n'));
  await engine.handler.handle(Object.assign(new RegisterPerson(), command), context);
}

void run(JSON.parse(process.env['GIVEN'] ?? '') as Given);
