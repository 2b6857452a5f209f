import { systemIds } from '@jalon/application';
import { GrantRole, RevokeRole } from '@jalon/directory';
import { commandSender } from '@jalon/engine';
import {
  inWords,
  type CivilDate,
  type GrantableRole,
  type SentenceParams,
  type TenantId,
  type Uuid,
} from '@jalon/kernel';
import { ListRoles, wordFor, type RoleRow } from '@jalon/read-models';
import { EXIT, type ExitCode } from '../failure.js';
import { readList } from '../read-list.js';
import { operatorOf, profileOf } from '../tenant.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { rolesMessages } from './roles.messages.js';

interface TenantOptions {
  readonly tenant: TenantId;
  readonly json?: boolean;
}

export interface RevokeOptions extends TenantOptions {
  readonly reason: string;
  readonly employer?: Uuid;
  readonly organisation?: Uuid;
}

export interface GrantOptions extends RevokeOptions {
  readonly until?: CivilDate;
}

export interface ListRolesOptions extends TenantOptions {
  readonly person?: Uuid;
  readonly role?: GrantableRole;
  readonly status: 'in-force' | 'ended' | 'all';
}

/** Gives a person a role as the operator: at once, also where it takes two people over HTTP. It stays recorded as that. */
export function grantRole(
  terminal: Terminal,
  person: Uuid,
  role: GrantableRole,
  { reason, employer, organisation, until, ...options }: GrantOptions,
): Promise<ExitCode> {
  const command = Object.assign(new GrantRole(), {
    ...{ role, reason },
    ...(employer !== undefined && { employer }),
    ...(organisation !== undefined && { organisation }),
    ...(until !== undefined && { until }),
  });
  return send(terminal, person, command, options, ['GRANTED', 'HAS_ALREADY']);
}

/** Takes a granted role back as the operator. */
export function revokeRole(
  terminal: Terminal,
  person: Uuid,
  role: GrantableRole,
  { reason, employer, organisation, ...options }: RevokeOptions,
): Promise<ExitCode> {
  const command = Object.assign(new RevokeRole(), {
    ...{ role, reason },
    ...(employer !== undefined && { employer }),
    ...(organisation !== undefined && { organisation }),
  });
  return send(terminal, person, command, options, ['REVOKED', 'REVOKED_ALREADY']);
}

type Said = keyof typeof rolesMessages;

function send(
  terminal: Terminal,
  person: Uuid,
  command: GrantRole | RevokeRole,
  { tenant, json }: TenantOptions,
  [done, alreadySo]: readonly [Said, Said],
): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const caller = operatorOf(tenant, await profileOf(engine, tenant));
    const { position: at, events } = await commandSender(engine, caller, systemIds).send(command, person);
    const { reason: _, ...said } = command;
    const operator = caller.person;
    const position = at === null ? null : engine.positionTokens.give(tenant, at);
    await terminal.out.line(
      json
        ? JSON.stringify({ person, ...said, operator, position, events: events.map(({ type }) => type) })
        : inWords(
            rolesMessages[events.length > 0 ? done : alreadySo],
            { person, role: command.role, operator },
            terminal.language,
          ),
    );
    return EXIT.done;
  });
}

/** Lists the roles that were granted in a tenant, by default those in force. */
export function listRoles(
  terminal: Terminal,
  { tenant, json, status, person, role }: ListRolesOptions,
): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const caller = operatorOf(tenant, await profileOf(engine, tenant));
    const filter = {
      ...(status !== 'all' && { status }),
      ...(person !== undefined && { person }),
      ...(role !== undefined && { role }),
    };
    let any = false;
    for await (const granted of readList<ListRoles, Granted>(engine, caller, ListRoles, filter)) {
      any = true;
      await terminal.out.line(json ? JSON.stringify(granted) : lineOf(granted, terminal));
    }
    if (!any && !json) await terminal.out.line(inWords(rolesMessages.NONE, {}, terminal.language));
    return EXIT.done;
  });
}

type Granted = Omit<RoleRow, 'tenant'>;

function lineOf(granted: Granted, { language }: Terminal): string {
  const { person, role, employer, organisation, until, grantedBy, grantedAs, grantedAt, actId, revokedBy, revokedAt } =
    granted;
  const part = (sentence: Said | null, params: SentenceParams = {}) =>
    sentence === null ? '' : inWords(rolesMessages[sentence], params, language);
  const scope =
    employer !== null
      ? part('OF_EMPLOYER', { id: employer })
      : part(organisation === null ? null : 'OF_ORGANISATION', { id: organisation ?? '' });
  const confirmed =
    actId !== null ? part('SECOND_PERSON', { actId }) : part(grantedAs === 'operator' ? 'AS_OPERATOR' : null);
  return inWords(
    rolesMessages.ROLE,
    {
      ...{ person, grantedBy, grantedAt, scope, confirmed },
      role: wordFor('roles', role) ?? role,
      until: part(until === null ? null : 'UNTIL', { until: until ?? '' }),
      revoked: part(revokedAt === null ? null : 'TAKEN_BACK', {
        revokedAt: revokedAt ?? '',
        revokedBy: revokedBy ?? '',
      }),
    },
    language,
  );
}
