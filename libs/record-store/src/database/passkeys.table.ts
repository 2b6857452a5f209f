export interface PasskeyTables {
  readonly passkeys: {
    readonly id: string;
    /** The keyed hash of issuer and subject, as in `identities`. */
    readonly identity: string;
    readonly credential_id: string;
    readonly public_key: string;
    readonly counter: number;
    /** A JSON array. */
    readonly transports: string;
    readonly name: string;
    readonly made_at: number;
    readonly last_used_at: number | null;
  };
  readonly passkey_challenges: {
    readonly challenge_hash: string;
    readonly expires_at: number;
  };
}
