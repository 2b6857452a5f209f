/** What reads and refused commands have in common. */
interface Asked {
  readonly id: string;
  readonly tenant: string;
  readonly at: number;
  readonly person: string | null;
  /** JSON. */
  readonly roles: string;
  readonly credential: string | null;
}

export interface ReadTables {
  readonly reads: Asked & {
    readonly query: string;
    /** JSON. */
    readonly parameters: string;
    readonly people: number;
    readonly lost: number;
  };
  /** The sets of people of a read. */
  readonly read_sets: { readonly set_id: string; readonly read_id: string };
  /** The people of a set, which never changes: many reads share it. */
  readonly read_set_members: { readonly set_id: string; readonly person: string };
  readonly refusals: Asked & {
    readonly command: string;
    readonly code: string;
    readonly target: string | null;
  };
}
