import { asUnavailable, connect, jsonEvent } from './client.js';

/** The server's users and groups, by what they may do with Jalon's streams. */
export interface StoreAccess {
  /** May append and read. */
  readonly writers: readonly string[];
  /** May read. */
  readonly readers: readonly string[];
}

/** The server's group of administrators, who may do everything. */
const ADMINS = '$admins';

/** An access list in the server's format: who reads, writes, deletes, and who reads and writes the stream's metadata. */
type AccessList = Readonly<Record<'$r' | '$w' | '$d' | '$mr' | '$mw', readonly string[]>>;

/** The default access lists of user streams and of the server's own streams; they apply where a stream has no list itself. */
export function defaultAccess({ writers, readers }: StoreAccess): Readonly<Record<string, AccessList>> {
  const admins = { $r: [ADMINS], $w: [ADMINS], $d: [ADMINS], $mr: [ADMINS], $mw: [ADMINS] };
  return {
    $userStreamAcl: { ...admins, $r: [ADMINS, ...writers, ...readers], $w: [ADMINS, ...writers] },
    $systemStreamAcl: admins,
  };
}

/**
 * Sets who may do what on the server, for every stream. Writers append and read, readers read. Only the server's
 * administrators delete, change a stream's metadata, or change these lists. Nobody can rewrite an event. A later call
 * replaces the lists.
 *
 * @param url connection string with an administrator's credentials
 * @throws StoreUnavailable when the server refuses, or does not answer (StoreUnreachable)
 */
export async function setAccess(url: string, access: StoreAccess): Promise<void> {
  const administration = openAdministration(url);
  try {
    await administration.append('$settings', 'update-default-acl', defaultAccess(access));
    // Views, audit trails and copies read `$all`, which is one of the server's own streams.
    await administration.setReaders('$all', [ADMINS, ...access.writers, ...access.readers]);
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await administration.close();
  }
}

/** Rare administrative calls, one after another, so the package's own calls will do. */
interface Administration {
  append(stream: string, type: string, data: Readonly<Record<string, unknown>>): Promise<void>;
  /** Lets these users and groups read the stream, and nobody else. */
  setReaders(stream: string, readers: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when the connection string is invalid; the message does not repeat it, since it may hold a password */
export function openAdministration(url: string): Administration {
  const client = connect(url);
  return {
    async append(stream, type, data) {
      await client.appendToStream(stream, jsonEvent({ type, data }));
    },
    async setReaders(stream, readers) {
      await client.setStreamMetadata(stream, { acl: { readRoles: [...readers] } });
    },
    close: () => client.dispose(),
  };
}
