import type { IdentityLink } from '@jalon/ports';

export interface IdentityTables {
  readonly identities: IdentityLink & {
    /** The keyed hash of issuer and subject. */
    readonly identity: string;
  };
}
