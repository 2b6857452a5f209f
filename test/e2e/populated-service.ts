import { everyCommand } from './every-command.js';
import { startService, type Folders, type Service } from './service.js';
import { registerParties, type Parties } from './parties.js';

/** A service to which every command was sent once. */
export interface PopulatedService {
  readonly service: Service;
  readonly parties: Parties;
  /** Headers with which a query answers only once it knows of all of them. */
  readonly seen: Readonly<Record<string, string>>;
}

export async function startPopulatedService(folders: Folders): Promise<PopulatedService> {
  const service = await startService(folders);
  const parties = await registerParties(service);
  const answers = await everyCommand(parties, 'vu');
  return { service, parties, seen: { 'jalon-min-position': answers.at(-1)!.headers.get('jalon-position')! } };
}
