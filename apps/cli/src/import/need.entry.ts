import { CommandRefused } from '@jalon/application';
import { stands, type Uuid } from '@jalon/kernel';
import { PublishNeed, ReviseNeed } from '@jalon/marketplace';
import type { Desk } from '../desk.js';
import { checkedCommand } from './row/checked-command.js';
import type { NeedDraft } from './row/need-draft.js';
import { RowRefused } from './row/row-refused.js';

/** What entering a row as a need came to. */
export type Entered = 'published' | 'revised' | 'unchanged';

/**
 * Publishes the need of a row, revises it where the file now says something else, or leaves it as it stands.
 *
 * @throws CommandRefused, RowRefused
 */
export async function enterNeed(
  desk: Desk,
  { id, organisation, source, draft }: { id: Uuid; organisation: Uuid; source: string; draft: NeedDraft },
): Promise<Entered> {
  const state = await desk.need(id);
  if (state.status === 'unknown') {
    const from = { name: source, key: draft.key.text };
    const command = checkedCommand(PublishNeed, { id, organisation, ...draft.values, source: from });
    return publish(desk, command, () => enterNeed(desk, { id, organisation, source, draft }));
  }
  if (state.organisation !== organisation) throw new RowRefused('NEED_OF_ANOTHER_ORGANISATION', {});
  if (stands(draft.values, state)) return 'unchanged';
  const { events } = await desk.send(checkedCommand(ReviseNeed, draft.values), id);
  return events.length === 0 ? 'unchanged' : 'revised';
}

/** @param again what to do when somebody published it in between, such as another import of the same file */
async function publish(desk: Desk, command: PublishNeed, again: () => Promise<Entered>): Promise<Entered> {
  try {
    const { events } = await desk.send(command);
    return events.length === 0 ? 'unchanged' : 'published';
  } catch (error) {
    if (error instanceof CommandRefused && error.rejection.code === 'NEED_ALREADY_PUBLISHED') return again();
    throw error;
  }
}
