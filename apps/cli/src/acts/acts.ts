import { systemIds } from '@jalon/application';
import {
  ConfirmOrganisationMerger,
  ConfirmOrganisationSeparation,
  ConfirmPersonMerger,
  ConfirmPersonSeparation,
  RefusePersonMerger,
  RefusePersonSeparation,
  ConfirmPublicationCorrection,
  ConfirmRoleGrant,
  RefuseOrganisationMerger,
  RefuseOrganisationSeparation,
  RefusePublicationCorrection,
  RefuseRoleGrant,
} from '@jalon/directory';
import { type Engine, commandSender } from '@jalon/engine';
import { inWords, type ActKindCode, type ActStatus, type Caller, type TenantId, type Uuid } from '@jalon/kernel';
import { ConfirmForcedClosure, RefuseForcedClosure } from '@jalon/mission';
import { ListActs, wordFor, type ActRow } from '@jalon/read-models';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { readList } from '../read-list.js';
import { operatorOf, profileOf } from '../tenant.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { actsMessages } from './acts.messages.js';

export interface ActsOptions {
  readonly tenant: TenantId;
  readonly json?: boolean;
}

export interface ListActsOptions extends ActsOptions {
  readonly status: ActStatus | 'all';
}

/** Lists the acts of two people of a tenant, by default those that wait for a second person. */
export function listActs(terminal: Terminal, { tenant, status, json }: ListActsOptions): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const caller = operatorOf(tenant, await profileOf(engine, tenant));
    let any = false;
    for await (const act of actsIn(engine, caller, status === 'all' ? {} : { status })) {
      any = true;
      await terminal.out.line(json ? JSON.stringify(act) : lineOf(act, terminal));
    }
    const none = status === 'open' ? actsMessages.NONE_OPEN : actsMessages.NONE;
    if (!any && !json) await terminal.out.line(inWords(none, {}, terminal.language));
    return EXIT.done;
  });
}

function lineOf(listed: Act, { language }: Terminal): string {
  const { actId: act, kind, subject, otherPerson, role, status, requestedBy, expiresOn } = listed;
  const words = { kind: wordFor('actKinds', kind) ?? kind, status: wordFor('actStatuses', status) ?? status };
  const values = { act, ...words, subject, requestedBy, expiresOn };
  if (role !== null) {
    return inWords(actsMessages.OF_ROLE, { ...values, role: wordFor('roles', role) ?? role }, language);
  }
  const otherOrganisation = listed.otherOrganisation ?? otherPerson;
  return otherOrganisation === null
    ? inWords(actsMessages.ACT, values, language)
    : inWords(actsMessages.OF_TWO_ORGANISATIONS, { ...values, otherOrganisation }, language);
}

/** Confirms or refuses an act as the operator, the second person of a tenant with a single administrator. */
export function answerAct(
  terminal: Terminal,
  answer: 'confirm' | 'refuse',
  actId: Uuid,
  { tenant, json }: ActsOptions,
): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const profile = await profileOf(engine, tenant);
    const caller = operatorOf(tenant, profile);
    const act = await actNamed(engine, caller, actId);
    const command = Object.assign(new COMMANDS[act.kind][answer](), { actId });
    const { position: at, events } = await commandSender(engine, caller, systemIds).send(command, act.subject);
    const said = answer === 'confirm' ? actsMessages.CONFIRMED : actsMessages.REFUSED;
    const { operator } = profile;
    const position = at === null ? null : engine.positionTokens.give(tenant, at);
    await terminal.out.line(
      json
        ? JSON.stringify({ ...act, answer, operator, position, events: events.map(({ type }) => type) })
        : inWords(said, { act: actId, operator }, terminal.language),
    );
    return EXIT.done;
  });
}

/** The commands that answer an act of each kind. */
const COMMANDS = {
  'publication-correction': { confirm: ConfirmPublicationCorrection, refuse: RefusePublicationCorrection },
  'role-grant': { confirm: ConfirmRoleGrant, refuse: RefuseRoleGrant },
  'forced-closure': { confirm: ConfirmForcedClosure, refuse: RefuseForcedClosure },
  'organisation-merger': { confirm: ConfirmOrganisationMerger, refuse: RefuseOrganisationMerger },
  'person-merger': { confirm: ConfirmPersonMerger, refuse: RefusePersonMerger },
  'person-separation': { confirm: ConfirmPersonSeparation, refuse: RefusePersonSeparation },
  'organisation-separation': { confirm: ConfirmOrganisationSeparation, refuse: RefuseOrganisationSeparation },
} as const satisfies Record<ActKindCode, Record<'confirm' | 'refuse', new () => { actId: string }>>;

type Act = Omit<ActRow, 'tenant'>;

async function actNamed(engine: Engine, caller: Caller, actId: Uuid): Promise<Act> {
  for await (const act of actsIn(engine, caller, {})) if (act.actId === actId) return act;
  throw new CliFailure('ACT_UNKNOWN', { act: actId, tenant: caller.tenant });
}

const actsIn = (engine: Engine, caller: Caller, filter: Partial<ListActs>): AsyncIterable<Act> =>
  readList(engine, caller, ListActs, filter);
