/** What a report can be grouped by. */
export const GROUPINGS = ['month', 'cause', 'sdg', 'department', 'site', 'organisation', 'employer', 'basis'] as const;
export type Grouping = (typeof GROUPINGS)[number];
