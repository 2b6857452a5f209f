/**
 * Whether a store of events or keys may be written. A `copy` is not in service yet. A store that has `moved` is not any
 * more: one of its copies was declared its successor.
 */
export type StoreState = 'in-service' | 'copy' | 'moved';

/** What a store knows of the installation that it belongs to. */
export interface Installation {
  /** 128 random bits, base64url, made once for all stores of an installation. */
  readonly name: string;
  readonly state: StoreState;
}

/** The place in a store where the name of its installation is kept. A backup of the store holds it too (ADR 0031). */
export interface InstallationRecord {
  /** Null where the store has no name yet. Throws as the store's other readings do. */
  read(): Promise<Installation | null>;
  /**
   * Names a store that has no name yet; one that has keeps it. Durable when it resolves. Of several processes that name
   * a store at once, one does.
   *
   * @returns what the store holds then
   */
  name(name: string): Promise<Installation>;
}

/** The same of a store that can be copied and succeeded: of events, or of keys. */
export interface MovableRecord extends InstallationRecord {
  /**
   * Replaces the record. While it is `copy` or `moved`, nothing is appended, and no key is made or destroyed. When this
   * resolves, no other process does so any more either. Copies are made through ports of their own.
   */
  write(installation: Installation): Promise<void>;
}

/** The name of a new installation. */
export const newInstallationName = (random: { bytes(length: number): Uint8Array }): string =>
  Buffer.from(random.bytes(16)).toString('base64url');
