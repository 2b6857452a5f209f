import { CommandRefused } from '@jalon/application';
import { RegisterOrganisation } from '@jalon/directory';
import type { Uuid } from '@jalon/kernel';
import type { Desk } from '../desk.js';
import { checkedCommand } from './row/checked-command.js';
import { organisationId } from './row/import-ids.js';
import type { OrganisationDraft } from './row/need-draft.js';

/** The organisations that an import meets; each is registered once, by the first row that names it. */
export interface Organisations {
  idOf(draft: OrganisationDraft): Uuid;
  /** @throws CommandRefused, RowRefused for every row of an organisation that cannot be registered */
  ensure(draft: OrganisationDraft): Promise<void>;
  /** How many were new. */
  registered(): number;
}

/** Codes that say: it is there, as somebody keeps it. The directory's own entry is better than a file's. */
const KEPT_BY_SOMEONE = ['ORGANISATION_ALREADY_REGISTERED', 'ORGANISATION_ALREADY_CLOSED'];

export function organisationsOf(desk: Desk, source: string): Organisations {
  const known = new Map<Uuid, Promise<void>>();
  let registered = 0;

  async function register(id: Uuid, draft: OrganisationDraft): Promise<void> {
    try {
      const { created } = await desk.send(checkedCommand(RegisterOrganisation, { id, ...draft }));
      if (created) registered += 1;
    } catch (error) {
      if (!(error instanceof CommandRefused && KEPT_BY_SOMEONE.includes(error.rejection.code))) throw error;
    }
  }

  const idOf = ({ name }: OrganisationDraft) => organisationId(desk.tenant, source, name);

  return {
    idOf,
    ensure: (draft) => {
      const id = idOf(draft);
      const ready = known.get(id) ?? register(id, draft);
      known.set(id, ready);
      return ready;
    },
    registered: () => registered,
  };
}
