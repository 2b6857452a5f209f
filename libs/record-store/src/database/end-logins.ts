import type { RecordDatabase } from './record-tables.js';

/** Ends every session, every link to log in, and the links of open invitations. @returns how many sessions */
export function endLogins(database: RecordDatabase, now: number): Promise<number> {
  // In the order in which `forgetPeople` goes through the tables, so that the two never wait for each other.
  return database.transaction(['login links', 'invitations'], async (db) => {
    const { numDeletedRows } = await db.deleteFrom('sessions').executeTakeFirst();
    await db.deleteFrom('login_links').execute();
    await db
      .updateTable('invitations')
      .set({ expires_at: now })
      .where('expires_at', '>', now)
      .where('redeemed_at', 'is', null)
      .execute();
    return Number(numDeletedRows);
  });
}
