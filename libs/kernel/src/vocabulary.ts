/**
 * Codes that several libs share. A list may grow; a code that events hold never changes its meaning.
 */

/** Basis (cadre): who directs the work, and so which papers, limits and tax rules apply. */
export const BASES = ['secondment', 'service', 'personal-time'] as const;
export type Basis = (typeof BASES)[number];

/** Causes, after the fields that article 238 bis of the CGI names, and three that platforms add. */
export const CAUSES = [
  'philanthropy',
  'education',
  'science',
  'social',
  'humanitarian',
  'sport',
  'family',
  'culture',
  'heritage',
  'environment',
  'health',
  'community',
  'employment',
] as const;
export type Cause = (typeof CAUSES)[number];

/** The rhythm of a mission. */
export const FORMATS = ['one-off', 'recurring', 'part-time', 'full-time'] as const;
export type Format = (typeof FORMATS)[number];

/** Whether the work can be done at a distance. */
export const REMOTE = ['no', 'possible', 'only'] as const;
export type Remote = (typeof REMOTE)[number];

/** The languages that the product speaks to people. */
export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A `demo` tenant may hold invented or shifted data; every answer about it says so. */
export const MODES = ['production', 'demo'] as const;
export type Mode = (typeof MODES)[number];

/**
 * What a person of the directory is: someone who takes part in missions (an employee, or somebody of an organisation), an
 * auditor from outside, or a program that calls the API. The last two end on a day that is known beforehand.
 */
export const PERSON_KINDS = ['participant', 'outside-auditor', 'service'] as const;
export type PersonKind = (typeof PERSON_KINDS)[number];

/** Registers in which a non-profit can be found. */
export const REGISTERS = ['siren', 'rna', 'alsace-moselle', 'foreign'] as const;
export type Register = (typeof REGISTERS)[number];

/** The life of a mission, as its parties read it. */
export const MISSION_STATUSES = [
  'proposed',
  'confirmed',
  'suspended',
  'closed',
  'evaluated',
  'declined',
  'withdrawn',
  'cancelled',
] as const;
export type MissionStatus = (typeof MISSION_STATUSES)[number];

/** The state of a time entry. */
export const ENTRY_STATES = ['pending', 'approved', 'rejected', 'voided'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];
