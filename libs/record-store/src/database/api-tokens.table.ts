export interface ApiTokenTables {
  readonly api_tokens: {
    readonly id: string;
    readonly secret_hash: string;
    readonly tenant: string;
    readonly person: string;
    readonly name: string;
    /** A JSON array. */
    readonly roles: string;
    readonly organisation: string | null;
    readonly made_by: string | null;
    readonly handed_over_by: string | null;
    readonly made_at: number;
    readonly expires_at: number;
    readonly last_used_at: number | null;
    readonly revoked_at: number | null;
    readonly revoked_by: string | null;
  };
}
