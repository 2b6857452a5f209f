import type { Role } from '@jalon/kernel';

/** Whose things a role may use an action on. A wider relation holds the narrower ones: everyone may see their own. */
export const RELATIONS = ['self', 'team', 'organisation', 'employer', 'tenant', 'ids', 'published'] as const;
export type Relation = (typeof RELATIONS)[number];

export const RELATION_MEANINGS: Readonly<Record<Relation, string>> = {
  self: 'What is about the caller: their own record, missions, time, offers, imports',
  team: 'The missions that name the caller as their manager',
  organisation: 'What belongs to the organisation that the caller speaks for',
  employer:
    'As `all`, also for a role that is limited to an employer: it reaches what belongs to that employer, and what all employers of the tenant share: organisations and needs',
  tenant:
    'Everything of the tenant. Of missions: those that are not in personal time. A role that is limited to an employer gives nothing here',
  ids: 'Everything of the tenant, of others the ids alone: no name and nothing else that is personal',
  published: 'Only the figures that are published: no group of fewer than five people',
};

/**
 * Who may use an action. `left` stands for a caller without any role: somebody who has left, who still reads their own
 * record.
 */
export type Holder = Role | 'left';
export type Reach = Readonly<Partial<Record<Holder, Relation>>>;

/** The relations by which a role that is limited to an employer gives something: by all others, it gives nothing. */
export const RELATIONS_OF_LIMITED_ROLES: readonly Relation[] = ['self', 'employer', 'published'];

export const POLICY_KINDS = ['command', 'query', 'export', 'live', 'operation'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** One line of the table of policies. */
export interface Policy {
  /** The name of the command's or query's class; for an export, that of its query and `/export`. */
  readonly action: string;
  readonly kind: PolicyKind;
  /** What it is about: a heading of the page. */
  readonly of: string;
  readonly reach: Reach;
  /** The specs that cover what the relation leaves to a decision or to what an answer shows. */
  readonly specs: readonly string[];
}

/** The action by which a query's whole answer is written as a file. */
export const exportOf = (query: string): string => `${query}/export`;
