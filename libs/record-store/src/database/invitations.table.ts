import type { TokenRole } from '@jalon/kernel';
import type { AddressKind, MailKind } from '@jalon/ports';

export interface InvitationTables {
  readonly invitations: {
    readonly id: string;
    readonly tenant: string;
    readonly person: string;
    readonly role: TokenRole;
    readonly organisation: string | null;
    readonly invited_by: string;
    readonly inviter_handed_over_by: string | null;
    readonly address_hash: string;
    readonly made_at: number;
    /** 1 or 0. */
    readonly needs_release: number;
    readonly released_by: string | null;
    readonly handed_over_by: string | null;
    readonly secret_hash: string | null;
    readonly expires_at: number | null;
    readonly redeemed_at: number | null;
    readonly revoked_at: number | null;
    readonly revoked_by: string | null;
  };
  readonly mails: {
    readonly id: string;
    readonly tenant: string;
    readonly person: string;
    readonly kind: MailKind;
    readonly about: string;
    readonly made_at: number;
    readonly due_at: number | null;
    readonly attempts: number;
    readonly sent_at: number | null;
    readonly failure: string | null;
  };
  readonly mail_logins: {
    readonly tenant: string;
    readonly person: string;
    readonly kind: AddressKind;
    readonly subject: string;
    readonly address_hash: string;
  };
}
