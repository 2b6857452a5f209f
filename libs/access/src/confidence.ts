/** What stays hidden from somebody who may use the action that would show it. */
export interface Confidence {
  readonly what: string;
  /** Who is shown it, and what the others are shown. */
  readonly shown: string;
  readonly specs: readonly string[];
}

/** What stays hidden: the second table of docs/access.md. */
export const confidences: readonly Confidence[] = [
  {
    what: 'A mission in personal time',
    shown:
      'Its employee and its organisation see it. To everybody else it does not exist (404); an auditor finds its events masked, to check the log.',
    specs: ['libs/access/src/visible.policy.spec.ts', 'libs/read-models/src/missions/missions.handlers.spec.ts'],
  },
  {
    what: 'For whom an employee gives their time',
    shown:
      'Their manager approves the dates and the time. The organisation, the need, the title and the cause of the mission are hidden from the manager, unless an administrator sets `managerDetail` to `whole`.',
    specs: ['libs/read-models/src/missions/manager-detail.spec.ts'],
  },
  {
    what: 'Who refused a proposal, and why',
    shown:
      'The party that refused sees it. Others read `not-retained`, whoever refused, so that nobody can tell the employee’s refusal.',
    specs: ['libs/access/src/visible.policy.masked.spec.ts', 'libs/read-models/src/missions/missions.handlers.spec.ts'],
  },
  {
    what: 'An evaluation',
    shown: 'Its author sees it. Others see it once all parties have evaluated, or the deadline has passed.',
    specs: ['libs/access/src/visible.policy.spec.ts', 'libs/mission/src/evaluation.spec.ts'],
  },
  {
    what: 'The names of people',
    shown:
      'Who sees a mission is told the given and family names of its employee, its manager and the contact of its organisation, and the e-mail address of those of them who chose to share it. Oversight roles and the data protection officer may know everybody’s. Nobody else learns a name but their own.',
    specs: ['libs/read-models/src/directory/party-people.spec.ts', 'libs/read-models/src/directory/names.spec.ts'],
  },
  {
    what: 'The private e-mail address of somebody who leaves',
    shown:
      'Nobody is shown it: login links go there once the person has left. Administrators and auditors see in the log that it was given, sealed; human resources do not.',
    specs: ['libs/directory/src/own-entry.spec.ts', 'test/e2e/invitations.spec.ts'],
  },
  {
    what: 'The words and the place of an offer',
    shown:
      'Its employee and those who oversee offers see them. An organisation is matched with the offer without them.',
    specs: ['libs/read-models/src/marketplace/marketplace.handlers.spec.ts'],
  },
  {
    what: 'Groups of fewer than five people',
    shown: 'Those who may read the time entries see them. They are in nothing that is published.',
    specs: ['libs/read-models/src/reports/published-month.spec.ts'],
  },
  {
    what: 'What belongs to another employer',
    shown:
      'A role that is limited to an employer is shown nothing of it. In the audit trail, events of what the employers of a tenant share are masked for such a role, because whoever did it may be of another employer.',
    specs: ['libs/read-models/src/query/limited-roles.spec.ts'],
  },
  {
    what: 'Claims and other events of the engine',
    shown: 'Administrators and auditors see them.',
    specs: ['libs/access/src/visible.policy.spec.ts'],
  },
];
