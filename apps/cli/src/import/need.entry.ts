import { CommandRefused } from '@jalon/application';
import { stands, type Uuid } from '@jalon/kernel';
import { ReviseNeed, type PublishNeed } from '@jalon/marketplace';
import type { Desk } from '../desk.js';
import { checkedCommand } from './row/checked-command.js';
import type { NeedDraftValues } from './row/need-draft.js';
import { RowRefused } from './row/row-refused.js';

/** What entering a row as a need came to. */
export type Entered = 'published' | 'revised' | 'unchanged';

/** The command that publishes the need of a row, under the id that its key gives it. */
export type NeedToEnter = PublishNeed & { readonly id: Uuid };

/**
 * Publishes the need of a row, revises it where the file now says something else, or leaves it as it stands.
 *
 * @throws CommandRefused, RowRefused
 */
export async function enterNeed(desk: Desk, need: NeedToEnter, values: NeedDraftValues): Promise<Entered> {
  const state = await desk.need(need.id);
  if (state.status === 'unknown') return publish(desk, need, () => enterNeed(desk, need, values));
  if (state.organisation !== need.organisation) throw new RowRefused('NEED_OF_ANOTHER_ORGANISATION', {});
  if (stands(values, state)) return 'unchanged';
  const { events } = await desk.send(checkedCommand(ReviseNeed, values), need.id);
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
