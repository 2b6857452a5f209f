import { everyCommand } from './every-command.js';
import { startService, type Folders, type Service } from './service.js';
import { registerWorld, type World } from './world.js';

/** A service over whose folders every command was given once. */
export interface ServiceWithEverything {
  readonly service: Service;
  readonly world: World;
  /** The headers of a reading that knows of all of it. */
  readonly seen: Readonly<Record<string, string>>;
}

export async function serviceWithEverything(folders: Folders): Promise<ServiceWithEverything> {
  const service = await startService(folders);
  const world = await registerWorld(service);
  const answers = await everyCommand(world, 'vu');
  return { service, world, seen: { 'jalon-min-position': answers.at(-1)!.headers.get('jalon-position')! } };
}
