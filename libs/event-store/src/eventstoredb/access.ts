import { openAdministration } from './client.js';
import { asUnavailable } from './faults.js';

/** The server's users and groups by what they may do with the house's streams. */
export interface StoreAccess {
  /** Append and read. */
  readonly writers: readonly string[];
  /** Read. */
  readonly readers: readonly string[];
}

/** Those who may do everything. */
const ADMINS = '$admins';

/** An access list as the server reads it: who reads, appends, deletes, and reads and sets what a stream keeps. */
type AccessList = Readonly<Record<'$r' | '$w' | '$d' | '$mr' | '$mw', readonly string[]>>;

/** The lists of the house's streams and of the server's own, where a stream has none of its own. */
export function defaultAccess({ writers, readers }: StoreAccess): Readonly<Record<string, AccessList>> {
  const admins = { $r: [ADMINS], $w: [ADMINS], $d: [ADMINS], $mr: [ADMINS], $mw: [ADMINS] };
  return {
    $userStreamAcl: { ...admins, $r: [ADMINS, ...writers, ...readers], $w: [ADMINS, ...writers] },
    $systemStreamAcl: admins,
  };
}

/**
 * Sets who may do what on the server, for every stream and from now on: writers append and read, readers read, and only the server's
 * administrators delete, set what a stream keeps, or change this. Nobody can rewrite an event. Setting it again sets it anew.
 *
 * @param url of an administrator
 * @throws StoreUnavailable when the server does not answer (StoreSilent), or refuses
 */
export async function setAccess(url: string, access: StoreAccess): Promise<void> {
  const administration = openAdministration(url);
  try {
    await administration.note('$settings', 'update-default-acl', defaultAccess(access));
    // Views, audit trails and copies follow the whole log, which is one of the server's own streams.
    await administration.letRead('$all', [ADMINS, ...access.writers, ...access.readers]);
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await administration.close();
  }
}
