import type { MailRecord, Mails, NewMail } from '@jalon/ports';
import type { Kysely } from 'kysely';
import type { InvitationTables } from './invitations.table.js';
import type { Records, RecordTables } from './record-tables.js';

/** How long a mail that was sent or given up is still known: 90 days, as an invitation is. */
const KNOWN_MS = 90 * 24 * 60 * 60_000;

/** Adds a mail, within a transaction, unless it is there. */
export async function addMail(within: Kysely<RecordTables>, { madeAt, ...mail }: NewMail): Promise<void> {
  await within
    .insertInto('mails')
    .values({ ...mail, made_at: madeAt, due_at: madeAt, attempts: 0, sent_at: null, failure: null })
    .onConflict((already) => already.column('id').doNothing())
    .execute();
}

/** The repository, and what removes its rows. */
export function mailsIn({ database }: Records): Mails & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;

  const change = async (id: string, values: Partial<InvitationTables['mails']>): Promise<void> => {
    await database.transaction(['mails'], (within) =>
      within.updateTable('mails').set(values).where('id', '=', id).execute(),
    );
  };

  return {
    async add(mail) {
      await database.transaction(['mails'], (within) => addMail(within, mail));
    },

    async take(now, until, max) {
      // Most of the time there is nothing to take, and so nothing to lock.
      const anyDue = await db.selectFrom('mails').select('id').where('due_at', '<=', now).limit(1).executeTakeFirst();
      if (!anyDue) return [];
      return database.transaction(['mails'], async (within) => {
        const due = await within
          .selectFrom('mails')
          .selectAll()
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .orderBy('made_at')
          .orderBy('id')
          .limit(max)
          .execute();
        const taken = due.map((row) => mailOf({ ...row, attempts: row.attempts + 1, due_at: until }));
        for (const { id, attempts } of taken)
          await within.updateTable('mails').set({ due_at: until, attempts }).where('id', '=', id).execute();
        return taken;
      });
    },

    sent: (id, at) => change(id, { sent_at: at, due_at: null, failure: null }),

    failed: (id, failure, dueAt) => change(id, { failure, due_at: dueAt }),

    async countSince({ tenant, person }, kind, since) {
      const { count } = await db
        .selectFrom('mails')
        .select((of) => of.fn.countAll<number | string>().as('count'))
        .where('tenant', '=', tenant)
        .where('person', '=', person)
        .where('kind', '=', kind)
        .where('made_at', '>=', since)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async latestAbout(about) {
      if (about.length === 0) return [];
      const rows = await db
        .selectFrom('mails')
        .selectAll()
        .where('about', 'in', about)
        .orderBy('made_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      const latest = new Map<string, MailRecord>();
      for (const row of rows) if (!latest.has(row.about)) latest.set(row.about, mailOf(row));
      return [...latest.values()];
    },

    removeExpired: (now, max) =>
      database.transaction(['mails'], async (within) => {
        const ended = within
          .selectFrom('mails')
          .select('id')
          .where('due_at', 'is', null)
          .where('made_at', '<=', now - KNOWN_MS)
          .limit(max);
        const { numDeletedRows } = await within.deleteFrom('mails').where('id', 'in', ended).executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

const mailOf = (row: InvitationTables['mails']): MailRecord => ({
  id: row.id,
  tenant: row.tenant,
  person: row.person,
  kind: row.kind,
  about: row.about,
  madeAt: row.made_at,
  dueAt: row.due_at,
  attempts: row.attempts,
  sentAt: row.sent_at,
  failure: row.failure,
});
