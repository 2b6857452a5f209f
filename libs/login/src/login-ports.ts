import type { HumansIn } from '@jalon/access';
import type { Clock, Ids, Language, Mode, Random, Role, TenantId, Uuid } from '@jalon/kernel';
import type { Account, AddressKind, RecordStore } from '@jalon/ports';

/** The issuer of the identities that this installation makes itself. */
export const OWN_ISSUER = 'jalon';

/** What is read of a person's entry, opened; null for what is absent or erased. */
export interface KnownPerson {
  readonly status: 'registered' | 'left';
  readonly givenName: string | null;
  readonly email: string | null;
  /**
   * The address that they gave for the time after they left, and who handed over the access by which it was given: null where
   * nobody did.
   */
  readonly privateEmail: { readonly email: string; readonly handedOverBy: Uuid | null } | null;
  /** The roles that the person holds now, by the directory and by grants; with `organisation`, for which. */
  readonly held: readonly { readonly role: Role; readonly organisation: Uuid | null }[];
  /** Whether they hold a role that two people give in a production tenant. */
  readonly hasStrongRole: boolean;
}

/** The address by which a person enters: whoever left has no mailbox at work any more, whoever has not enters by that. */
export function addressOf({ status, email, privateEmail }: KnownPerson): {
  readonly kind: AddressKind;
  readonly email: string;
} | null {
  const [kind, address] =
    status === 'left' ? (['private', privateEmail?.email ?? null] as const) : (['entry', email] as const);
  return address === null ? null : { kind, email: address };
}

/** The address in a version of a person's entry. */
export interface AddressInEntry {
  /** Null where it held none, or was erased. */
  readonly email: string | null;
  /** When it was recorded, in epoch milliseconds. */
  readonly since: number;
  /** Who recorded it, and whoever handed over their access. */
  readonly by: readonly [Uuid, ...Uuid[]];
}

/** The people of the tenants, as their streams say now. */
export interface KnownPeople {
  /** Null where nobody is registered under this id. */
  find(account: Account): Promise<KnownPerson | null>;
  /** What each version of the person's entry said their address was, the latest first. */
  addressesOf(account: Account): Promise<readonly AddressInEntry[]>;
  /** Who of these people are one human. */
  readonly humansIn: HumansIn;
  organisationName(tenant: TenantId, organisation: Uuid): Promise<string | null>;
  /**
   * Who speaks, or ever spoke, for an organisation: by any version of their entry, and by any grant.
   *
   * @throws NotYetVisible where the views do not catch up with the log in time
   */
  speakersFor(tenant: TenantId, organisation: Uuid): Promise<readonly Uuid[]>;
}

export interface LoginPorts {
  readonly records: Pick<
    RecordStore,
    'identities' | 'invitations' | 'loginLinks' | 'mails' | 'mailLogins' | 'passkeys'
  >;
  readonly people: KnownPeople;
  readonly tenants: { require(tenant: TenantId): Promise<{ readonly language: Language; readonly mode: Mode }> };
  /** Whether mails are sent. Where they are not, links are handed over. */
  readonly sendsMail: boolean;
  /** Whether everything runs on one machine. */
  readonly isOnOneMachine: boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
}
