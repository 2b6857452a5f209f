import type { Cause, Personal, Reference, Uuid } from '@jalon/kernel';

/** What a mission reads of an employer's or an organisation's entry. */
export type EntityReference = { readonly status: 'unknown' | 'registered' | 'closed' };

/** What a mission reads of a person's entry. */
export type PersonReference =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'registered' | 'left';
      readonly employer: Uuid | null;
      readonly department: string | null;
      readonly site: string | null;
      readonly birthDate: Personal<string> | null;
    };

/** What a mission reads of a need. */
export type NeedReference =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'open' | 'closed';
      readonly organisation: Uuid;
      readonly title: string;
      readonly cause: Cause | null;
      readonly sdg: number | null;
    };

/** The streams that ProposeMission reads; those that neither command nor caller names are absent. */
export interface ProposalReferences {
  readonly employee: Reference<PersonReference>;
  readonly organisation?: Reference<EntityReference>;
  readonly employer?: Reference<EntityReference>;
  readonly need?: Reference<NeedReference>;
  readonly manager?: Reference<PersonReference>;
}

/** The streams that AcceptMission reads. */
export interface AcceptanceReferences {
  readonly employee: Reference<PersonReference>;
  readonly employer: Reference<EntityReference>;
  readonly organisation: Reference<EntityReference>;
  readonly need?: Reference<NeedReference>;
}

/** The stream that CorrectAttribution reads: the one that the new value names, if it names one. */
export interface AttributionReferences {
  readonly named?: Reference<{ readonly status: string }>;
}

/** The state of a reference that was found, else null. */
export function knownState<State extends { readonly status: string }>(
  reference: Reference<State> | undefined,
): Exclude<State, { readonly status: 'unknown' }> | null {
  if (!reference?.found || reference.state.status === 'unknown') return null;
  return reference.state as Exclude<State, { readonly status: 'unknown' }>;
}
