import { positionTokens } from '@jalon/access';
import { positionKeys } from '@jalon/engine';
import type { PositionTokens } from '@jalon/kernel';
import type { Folders } from './service.js';

/** Positions of the store as the services over these folders give them: the command line and the files have plain ones. */
export const tokensOf = ({ keys }: Folders): PositionTokens => positionTokens(positionKeys({ keysDir: keys }));

/** The header that asks for a position which the command line told. */
export const seenAt = (folders: Folders, tenant: string, position: string): Readonly<Record<string, string>> => ({
  'jalon-min-position': tokensOf(folders).give(tenant, position),
});
