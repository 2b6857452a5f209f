import { Argument, Option, type Command } from 'commander';
import type { ImportKind } from '@jalon/engine';
import {
  ACT_STATUSES,
  ADMINISTRATORS,
  MANAGER_DETAILS,
  type Administrators,
  type ManagerDetail,
  GRANTABLE_ROLES,
  type GrantableRole,
  type Language,
  LANGUAGES,
  MODES,
} from '@jalon/kernel';
import type { ActsOptions, ListActsOptions } from './acts/acts.js';
import { InvalidValue, LocalizedCommand } from './localized-command.js';
import type { BackupCommandOptions } from './backup/backup.js';
import type { CheckCommandOptions } from './check/check.js';
import type { CopyCommandOptions } from './copy/copy.js';
import type { AccessOptions } from './event-store-access.js';
import type { ShowOptions, TailOptions } from './events.js';
import type { ImportOptions } from './import/import.js';
import type { KeysCopyOptions } from './keys/copy-keys.js';
import type { KeysOptions } from './keys/secrets.js';
import {
  asOption,
  dateArgument,
  durationArgument,
  jsonOption,
  momentArgument,
  positionArgument,
  revisionArgument,
  roleOption,
  rolesOption,
  tenantArgument,
  tenantOption,
  uuidArgument,
  reasonArgument,
} from './options.js';
import type { DuplicatesOptions } from './people/people.js';
import type { ListOptions, RebuildOptions, ReleaseOptions } from './projections/projections.js';
import type { LoginLinkOptions } from './login-link.js';
import type { RecordsCopyOptions } from './records/copy-records.js';
import type { RecordsOptions } from './records/records.js';
import type { ReplayOptions } from './replay/replay.js';
import type { GrantOptions, ListRolesOptions, RevokeOptions } from './roles/roles.js';
import type { SeedOptions } from './seed/seed.js';
import type { TenantOptions } from './tenant.js';
import type { RunCommand } from './terminal.js';
import type { MintOptions } from './token.js';
import { argumentMessages, usageMessages } from './usage.messages.js';

/** The command line, as commander reads it; docs/cli.md is its reference. */
export function programOf(perform: RunCommand, language: Language): Command {
  const program = new LocalizedCommand('jalon', language)
    .description(
      'The command line of operators and auditors. It works while the service runs, on the same data folder.',
    )
    .addOption(new Option('--lang <language>', 'the language of what is written').choices(['fr', 'en']))
    .addHelpText('after', '\nExit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.')
    .showHelpAfterError(usageMessages.HELP[language])
    .exitOverride();
  addImport(program, perform);
  addToken(program, perform);
  addLoginLink(program, perform);
  addKeys(program, perform);
  addRecords(program, perform);
  addEventStore(program, perform);
  addTenant(program, perform);
  addPeople(program, perform);
  addActs(program, perform);
  addRoles(program, perform);
  addEvents(program, perform);
  addProjections(program, perform);
  addReplay(program, perform);
  addBackup(program, perform);
  addCheck(program, perform);
  addCopy(program, perform);
  addSeed(program, perform);
  return program;
}

const IMPORT_HELP = `
The mapping file says how the columns become needs; docs/cli.md describes it, examples/ holds two.

A second run adds nothing: a row that says something else is a revision, a row that was refused is tried again. A row is
known by the key columns of the mapping, an organisation by its number in its register, else by its name.

--at and --shift-dates are for demonstration tenants. --shift-dates moves every date by the same number of whole weeks, so
that the latest year of the file becomes the year of --at (or the current one): days of the week stay what they are, and a
date stays within four days of its day of the year. Give the same --at in later runs, or dates move again and every need
is revised.`;

const PEOPLE_HELP = `
The mapping file says how the columns become people; docs/cli.md describes it, examples/ holds one.

A person is known by the staff number. A second run adds nothing: a row that says something else is a revision, a row that
was refused is tried again. Fields that the mapping does not name stay as they are. Whoever is in the directory and not in
the file is listed, and nothing is changed about them; a last day in the file records a departure once it has passed.`;

const ORGANISATIONS_HELP = `
The mapping file says how the columns become organisations; docs/cli.md describes it, examples/ holds one.

An organisation is known by its number in its register, however it is written; a branch by its head and its name. A second
run adds nothing: a row that says something else is a revision, a row that was refused is tried again. Fields that the
mapping does not name stay as they are. A row without a number is refused, unless it gives the id of its entry.`;

/** `jalon import needs|people|organisations FILE` */
function addImport(program: Command, perform: RunCommand): void {
  const importing = program.command('import').description('bring in data from files');
  const kind = (name: ImportKind, description: string) => {
    const run = (file: string, options: ImportOptions) =>
      perform(async (terminal) => (await import('./import/import.js')).importFile(terminal, name, file, options));
    return importing
      .command(name)
      .description(description)
      .argument('<file>', 'the CSV file or workbook')
      .requiredOption('--map <mapping>', 'the mapping: a JSON file')
      .addOption(tenantOption())
      .option('--dry-run', 'decide on every row and write nothing', false)
      .addOption(asOption())
      .addOption(roleOption())
      .addOption(jsonOption())
      .action(run);
  };
  kind('needs', 'publish the rows of a file as needs')
    .addOption(new Option('--at <date>', 'the day it is taken to be (demonstration)').argParser(dateArgument))
    .option('--shift-dates', 'move the years of the file to the present (demonstration)', false)
    .addHelpText('after', IMPORT_HELP);
  kind('people', 'register and revise the rows of a file as people').addHelpText('after', PEOPLE_HELP);
  kind('organisations', 'register and revise the rows of a file as organisations').addHelpText(
    'after',
    ORGANISATIONS_HELP,
  );
}

const EIGHT_HOURS = 28_800;

/** `jalon token --role hr` */
function addToken(program: Command, perform: RunCommand): void {
  program
    .command('token')
    .description('make an API token with the roles that you state; it is printed this once')
    .addOption(rolesOption())
    .addOption(tenantOption())
    .addOption(
      new Option('--person <uuid>', 'the bearer (default: the operator of the tenant)').argParser(uuidArgument),
    )
    .addOption(
      new Option('--organisation <uuid>', 'whom the bearer speaks for; goes with the role organisation').argParser(
        uuidArgument,
      ),
    )
    .addOption(
      new Option('--expires <duration>', 'how long it is valid').argParser(durationArgument).default(EIGHT_HOURS, '8h'),
    )
    .option('--name <text>', 'what it is for, in the list of API tokens', 'jalon token')
    .option('--signed', 'a token that is signed and stored nowhere: it cannot be revoked')
    .addOption(jsonOption())
    .action((options: MintOptions) =>
      perform(async (terminal) => (await import('./token.js')).mint(terminal, options)),
    );
}

/** `jalon login-link` */
function addLoginLink(program: Command, perform: RunCommand): void {
  program
    .command('login-link')
    .description('print an address that logs the operator of the tenant in, once, within ten minutes')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((options: LoginLinkOptions) =>
      perform(async (terminal) => (await import('./login-link.js')).printLoginLink(terminal, options)),
    );
}

const SUCCESSOR_OPTION = 'then close the source to writing, and let services start on the copy';

const KEYS_COPY_HELP = `
A key store is named as in KEY_STORE_URL: sqlite:, sqlite:<file> or postgres://user@host:port/database, whose password may stand
in PGPASSWORD or .pgpass. Its list lies where DESTROYED_KEYS_URL says or, where that is not set, where such a store has it.

Stop all that uses either store first. Interrupted or killed, the same command goes on where it was. The wrapping key
in JALON_KEYS_DIR is not copied, and stays the same: give it to every process.`;

/** `jalon keys make|copy|renew-list` */
function addKeys(program: Command, perform: RunCommand): void {
  const keys = program
    .command('keys')
    .description('the secrets of this installation, and the keys of its personal data');
  keys
    .command('make')
    .description('make those that are not there, for an installation of several processes; what is there stays')
    .addOption(jsonOption())
    .action((options: KeysOptions) =>
      perform(async (terminal) => (await import('./keys/secrets.js')).makeKeys(terminal, options)),
    );
  keys
    .command('copy')
    .description('move the keys of personal data to another key store, unopened, with the list of destroyed keys')
    .requiredOption('--from <url>', 'the key store that holds them')
    .requiredOption('--to <url>', 'one that holds nothing yet, or a part of them')
    .option('--successor', SUCCESSOR_OPTION)
    .option('--from-list <url>', 'its list of destroyed keys, where that lies elsewhere')
    .option('--to-list <url>', 'where the list of the other is to lie, if elsewhere')
    .addOption(jsonOption())
    .addHelpText('after', KEYS_COPY_HELP)
    .action((options: KeysCopyOptions) =>
      perform(async (terminal) => (await import('./keys/copy-keys.js')).copyKeyStore(terminal, options)),
    );
  keys
    .command('reopen')
    .description('put a key store back in service whose successor is lost, and will never be used again')
    .requiredOption('--store <url>', 'the key store that was moved')
    .action((options: { readonly store: string }) =>
      perform(async (terminal) => (await import('./copy/reopen.js')).reopenKeys(terminal, options)),
    );
  keys
    .command('renew-list')
    .description('give the key store a list of destroyed keys anew, where the one that it was kept with is lost')
    .action(() => perform(async (terminal) => (await import('./keys/secrets.js')).renewList(terminal)));
}

const RECORDS_COPY_HELP = `
A record store is named as in RECORD_STORE_URL: sqlite:, sqlite:<file> or postgres://user@host:port/database, whose password may
stand in PGPASSWORD or .pgpass.

Stop all that uses either store first. Interrupted or killed, the target holds what it held before: the same command begins anew.
The key in JALON_KEYS_DIR is not copied, and stays the same: give it to every process.`;

/** `jalon records make|copy|reopen|end-sessions` */
function addRecords(program: Command, perform: RunCommand): void {
  const records = program.command('records').description('the record store: API tokens, sessions, links to identities');
  records
    .command('make')
    .description('make it for an installation that has events, where it had none yet or is lost for good')
    .addOption(jsonOption())
    .action((options: RecordsOptions) =>
      perform(async (terminal) => (await import('./records/records.js')).makeRecordStore(terminal, options)),
    );
  records
    .command('copy')
    .description('move the records to another store')
    .requiredOption('--from <url>', 'the record store that holds them')
    .requiredOption('--to <url>', 'one that holds nothing yet, or an older copy of them')
    .option('--successor', 'then let services start on the copy, and no more on the source')
    .addOption(jsonOption())
    .addHelpText('after', RECORDS_COPY_HELP)
    .action((options: RecordsCopyOptions) =>
      perform(async (terminal) => (await import('./records/copy-records.js')).copyRecordStore(terminal, options)),
    );
  records
    .command('reopen')
    .description('put a record store back in service whose successor is lost, and will never be used again')
    .requiredOption('--store <url>', 'the record store that was moved')
    .action((options: { readonly store: string }) =>
      perform(async (terminal) => (await import('./records/copy-records.js')).reopenRecords(terminal, options)),
    );
  records
    .command('end-sessions')
    .description('end all sessions and the links by which people enter, after the records were restored from a backup')
    .addOption(jsonOption())
    .action((options: RecordsOptions) =>
      perform(async (terminal) => (await import('./records/records.js')).endAllSessions(terminal, options)),
    );
}

/** `jalon event-store access` */
function addEventStore(program: Command, perform: RunCommand): void {
  program
    .command('event-store')
    .description('the server that keeps the events, where EVENT_STORE_URL names one')
    .command('access')
    .description(
      'set which of its users may append and read; EVENT_STORE_URL and EVENT_STORE_USER are those of an administrator',
    )
    .requiredOption('--writers <users...>', 'who may append and read: services and projectors')
    .option('--readers <users...>', 'who may read: auditors', [])
    .action((options: AccessOptions) =>
      perform(async (terminal) => (await import('./event-store-access.js')).setStoreAccess(terminal, options)),
    );
}

/** `jalon tenant open ID`, `jalon tenant administrators ID` and `jalon tenant manager-detail ID` */
function addTenant(program: Command, perform: RunCommand): void {
  const tenant = program.command('tenant').description('customers of this installation');
  tenant
    .command('open')
    .description('open a tenant, with its operator; once open, its settings stay')
    .argument('<id>', 'its short name, such as acme', tenantArgument)
    .option('--zone <zone>', 'the IANA time zone of its days', 'Europe/Paris')
    .addOption(new Option('--language <language>', 'the language of its people').choices(LANGUAGES).default('fr'))
    .addOption(new Option('--mode <mode>', 'demo for invented or shifted data').choices(MODES).default('production'))
    .addOption(jsonOption())
    .action((id: string, options: TenantOptions) =>
      perform(async (terminal) => (await import('./tenant.js')).openTenantNamed(terminal, id, options)),
    );
  tenant
    .command('administrators')
    .description('state how many people administer a tenant; where it is one, the operator is the second person')
    .argument('<id>', 'the tenant', tenantArgument)
    .addArgument(new Argument('<number>', 'how many').choices(ADMINISTRATORS))
    .addOption(jsonOption())
    .action((id: string, administrators: Administrators, options: { readonly json?: boolean }) =>
      perform(async (terminal) =>
        (await import('./tenant.js')).stateAdministrators(terminal, id, administrators, options),
      ),
    );
  tenant
    .command('manager-detail')
    .description('set what managers are shown of the missions that name them')
    .argument('<id>', 'the tenant', tenantArgument)
    .addArgument(new Argument('<detail>', 'the schedule alone, or the whole mission').choices(MANAGER_DETAILS))
    .addOption(jsonOption())
    .action((id: string, detail: ManagerDetail, options: { readonly json?: boolean }) =>
      perform(async (terminal) => (await import('./tenant.js')).setManagerDetail(terminal, id, detail, options)),
    );
}

/** `jalon people duplicates` */
function addPeople(program: Command, perform: RunCommand): void {
  program
    .command('people')
    .description('people of the directory')
    .command('duplicates')
    .description('list who shares a staff number or an e-mail address that only one of them may have')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((options: DuplicatesOptions) =>
      perform(async (terminal) => (await import('./people/people.js')).listDuplicates(terminal, options)),
    );
}

/** `jalon acts list`, `jalon acts confirm ACT` and `jalon acts refuse ACT` */
function addActs(program: Command, perform: RunCommand): void {
  const acts = program.command('acts').description('acts that need two people');
  acts
    .command('list')
    .description('the acts of a tenant, latest requested first')
    .addOption(tenantOption())
    .addOption(
      new Option('--status <status>', 'only acts in this status').choices([...ACT_STATUSES, 'all']).default('open'),
    )
    .addOption(jsonOption())
    .action((options: ListActsOptions) =>
      perform(async (terminal) => (await import('./acts/acts.js')).listActs(terminal, options)),
    );
  for (const answer of ['confirm', 'refuse'] as const) {
    acts
      .command(answer)
      .description(`${answer} an act as the operator, in a tenant with a single administrator`)
      .argument('<act>', 'its id', uuidArgument)
      .addOption(tenantOption())
      .addOption(jsonOption())
      .action((act: string, options: ActsOptions) =>
        perform(async (terminal) => (await import('./acts/acts.js')).answerAct(terminal, answer, act, options)),
      );
  }
}

/** `jalon roles grant PERSON ROLE`, `jalon roles revoke PERSON ROLE` and `jalon roles list` */
function addRoles(program: Command, perform: RunCommand): void {
  const roles = program.command('roles').description('roles that are granted to people');
  const onRole = (name: string, description: string) =>
    roles
      .command(name)
      .description(description)
      .argument('<person>', 'whose', uuidArgument)
      .addArgument(new Argument('<role>', 'which').choices(GRANTABLE_ROLES))
      .addOption(
        new Option('--reason <text>', 'the reason; kept with the role, encrypted')
          .argParser(reasonArgument)
          .makeOptionMandatory(),
      )
      .addOption(new Option('--employer <uuid>', 'the employer that it is limited to').argParser(uuidArgument))
      .addOption(
        new Option('--organisation <uuid>', 'whom the person speaks for; goes with the role organisation').argParser(
          uuidArgument,
        ),
      )
      .addOption(tenantOption())
      .addOption(jsonOption());
  onRole('grant', 'give a role as the operator, at once; it stays recorded as that')
    .addOption(new Option('--until <date>', 'the last day on which it is held').argParser(dateArgument))
    .action((person: string, role: GrantableRole, options: GrantOptions) =>
      perform(async (terminal) => (await import('./roles/roles.js')).grantRole(terminal, person, role, options)),
    );
  onRole('revoke', 'take a granted role back as the operator').action(
    (person: string, role: GrantableRole, options: RevokeOptions) =>
      perform(async (terminal) => (await import('./roles/roles.js')).revokeRole(terminal, person, role, options)),
  );
  roles
    .command('list')
    .description('the roles that were granted')
    .addOption(tenantOption())
    .addOption(new Option('--person <uuid>', 'only of this person').argParser(uuidArgument))
    .addOption(new Option('--role <role>', 'only this role').choices(GRANTABLE_ROLES))
    .addOption(
      new Option('--status <status>', 'only roles in this status')
        .choices(['in-force', 'ended', 'all'])
        .default('in-force'),
    )
    .addOption(jsonOption())
    .action((options: ListRolesOptions) =>
      perform(async (terminal) => (await import('./roles/roles.js')).listRoles(terminal, options)),
    );
}

/** `jalon events tail` and `jalon events show STREAM`: events as stored, so sealed fields stay sealed. */
function addEvents(program: Command, perform: RunCommand): void {
  const events = program.command('events').description('read events as they are stored; sealed fields stay sealed');

  events
    .command('tail')
    .description('every event in the order of the store, one a line')
    .addOption(new Option('--from <position>', 'only what lies after this position').argParser(positionArgument))
    .option('--follow', 'stay, and show new events as they come', false)
    .addOption(new Option('--tenant <id>', 'only of this tenant').argParser(tenantArgument))
    .option('--stream <name>', 'only of this stream')
    .option('--type <type>', 'only of this type, such as NeedPublished')
    .addOption(jsonOption())
    .action((options: TailOptions) =>
      perform(async (terminal) => (await import('./events.js')).tail(terminal, options)),
    );

  events
    .command('show')
    .description('the events of one stream, in full')
    .argument('<stream>', 'its name, such as mission-main.<uuid>')
    .addOption(new Option('--revision <number>', 'only the event at this revision').argParser(revisionArgument))
    .addOption(jsonOption())
    .action((stream: string, options: ShowOptions) =>
      perform(async (terminal) => (await import('./events.js')).showStream(terminal, stream, options)),
    );
}

/** `jalon rebuild [PROJECTION]`, `jalon projections list` and `jalon projections release STREAM` */
function addProjections(program: Command, perform: RunCommand): void {
  program
    .command('rebuild')
    .description('build views anew from the first event, beside those that are read, and swap them in')
    .argument('[projection]', 'which one (default: all of them, in one scan)')
    .addOption(jsonOption())
    .action((name: string | undefined, options: RebuildOptions) =>
      perform(async (terminal) => (await import('./projections/projections.js')).rebuild(terminal, name, options)),
    );

  const projections = program.command('projections').description('what makes the views');

  projections
    .command('list')
    .description('how far each has read, and the streams that it has set aside')
    .addOption(jsonOption())
    .action((options: ListOptions) =>
      perform(async (terminal) => (await import('./projections/projections.js')).listProjections(terminal, options)),
    );

  projections
    .command('release')
    .description('fold a parked stream again, once what made it fail has been mended')
    .argument('<stream>', 'its name, such as mission-main.<uuid>')
    .option('--projection <name>', 'only in this projection')
    .addOption(jsonOption())
    .action((stream: string, options: ReleaseOptions) =>
      perform(async (terminal) =>
        (await import('./projections/projections.js')).releaseStream(terminal, stream, options),
      ),
    );
}

const REPLAY_HELP = `
The log is read from its first event into views of the replay's own: those that the service reads are not touched.

A line of a view is a row as it is stored, sealed fields sealed, each version of a row that is kept in versions; the same
events give the same bytes.`;

/** `jalon replay missions|views` */
function addReplay(program: Command, perform: RunCommand): void {
  const parent = program.command('replay').description('fold the log again from nothing, and say what it gives');
  const add = (what: 'missions' | 'views', description: string) =>
    parent
      .command(what)
      .description(description)
      .addOption(
        new Option('--as-of <moment>', 'only what had been recorded by a day, an instant or a position').argParser(
          momentArgument,
        ),
      )
      .addOption(new Option('--tenant <id>', 'of this tenant').argParser(tenantArgument))
      .option('--out <folder>', 'write files of lines of JSON there')
      .addOption(jsonOption())
      .addHelpText('after', REPLAY_HELP)
      .action((options: ReplayOptions) =>
        perform(async (terminal) => (await import('./replay/replay.js')).replay(terminal, what, options)),
      );
  add('missions', 'the missions of a tenant (default: main), each as it stands');
  add('views', 'every view: how many rows, and the SHA-256 of its lines');
}

const BACKUP_HELP = `
Works while the service runs. Each file gets its name once all were read again and found sound; a file that is there already
is never replaced. Neither the secrets nor the list of destroyed keys is in them.

A backup of the keys holds every key that is destroyed after it: keep it no longer than an erasure may take.`;

const RESTORE_HELP = `
Stop every service first, and move what is left of the stores away. The backup is read whole before anything is put in place.
Keys on the list of destroyed keys (DESTROYED_KEYS_URL) are destroyed again before anything can answer. Views are built anew.`;

/** `jalon backup` and `jalon restore` */
function addBackup(program: Command, perform: RunCommand): void {
  program
    .command('backup')
    .description('back up the events, the keys and the records of the embedded stores, each into a file of its own')
    .requiredOption('--events <file>', 'the file for the events')
    .requiredOption('--keys <file>', 'the file for the keys of personal data, to be kept for a shorter time')
    .requiredOption('--records <file>', 'the file for the records')
    .addOption(jsonOption())
    .addHelpText('after', BACKUP_HELP)
    .action((options: BackupCommandOptions) =>
      perform(async (terminal) => (await import('./backup/backup.js')).backup(terminal, options)),
    );
  program
    .command('restore')
    .description('restore a backup where there are no stores')
    .requiredOption('--events <file>', 'the backup of the events')
    .requiredOption('--keys <file>', 'the backup of the keys, of the same moment or later')
    .requiredOption('--records <file>', 'the backup of the records')
    .addOption(jsonOption())
    .addHelpText('after', RESTORE_HELP)
    .action((options: BackupCommandOptions) =>
      perform(async (terminal) => (await import('./backup/backup.js')).restoreBackup(terminal, options)),
    );
}

const CHECK_HELP = `
Reads only, and works while the service runs: SQLite's check of each file; each event's bytes, hash, canonical form and place
in its stream; positions; the keys that events are sealed under; the views against a replay of the events that they have seen.

Exit code 1 where something is wrong. Checked without these stores, nothing tells that the newest events were cut off.`;

/** `jalon check` */
function addCheck(program: Command, perform: RunCommand): void {
  program
    .command('check')
    .description('check the stores: files, events, keys, and the views against a replay')
    .addOption(jsonOption())
    .addHelpText('after', CHECK_HELP)
    .action((options: CheckCommandOptions) =>
      perform(async (terminal) => (await import('./check/check.js')).check(terminal, options)),
    );
}

const COPY_HELP = `
A store is named as in EVENT_STORE_URL: sqlite:, sqlite:<file>, esdb://host:port or esdb+discover://name:port. An account may
stand in EVENT_STORE_USER and EVENT_STORE_PASSWORD or EVENT_STORE_PASSWORD_FILE, which other users of the machine do not see.

Stop all that writes to either store first. Interrupted or killed, the same command goes on where it was. Keys are not copied: \`jalon keys copy\` does that.`;

/** `jalon copy` */
function addCopy(program: Command, perform: RunCommand): void {
  program
    .command('copy')
    .description('move a whole history to another event store, byte for byte, and prove that it is the same')
    .requiredOption('--from <url>', 'the event store that holds it')
    .requiredOption('--to <url>', 'one that holds nothing yet, or the beginning of it')
    .option('--successor', SUCCESSOR_OPTION)
    .addOption(jsonOption())
    .addHelpText('after', COPY_HELP)
    .action((options: CopyCommandOptions) =>
      perform(async (terminal) => (await import('./copy/copy.js')).copy(terminal, options)),
    );
  program
    .command('reopen')
    .description('put an event store back in service whose successor is lost, and will never be used again')
    .requiredOption('--store <url>', 'the event store that was moved')
    .action((options: { readonly store: string }) =>
      perform(async (terminal) => (await import('./copy/reopen.js')).reopenEvents(terminal, options)),
    );
}

const SEED_HELP = `
A year in the life of a programme that never was: needs and offers, races for places, hours and half-days, rejections and
corrections, suspensions, amendments, early ends, closures, evaluations. Every command goes through the same rules as
everyone's; the time, the ids, the keys and the nonces come from the seed. Two empty data folders seeded alike hold the
same bytes. Given again, the same command adds nothing.

Only into a tenant of mode demo: "demo" is opened where none is named.`;

/** `jalon seed` */
function addSeed(program: Command, perform: RunCommand): void {
  program
    .command('seed')
    .description('live an invented year in a demonstration tenant')
    .requiredOption('--missions <number>', 'how many missions are proposed', numberArgument)
    .requiredOption('--seed <text>', 'what decides everything that is left to chance')
    .addOption(new Option('--from <date>', 'its first day').default('2025-01-01').argParser(dateArgument))
    .addOption(new Option('--tenant <id>', 'the tenant (default: demo, opened)').argParser(tenantArgument))
    .option('--employees <number>', 'how many people give their time (default: seven for ten missions)', numberArgument)
    .option('--on-needs', 'propose missions for the needs that the tenant has, instead of new ones', false)
    .addOption(jsonOption())
    .addHelpText('after', SEED_HELP)
    .action((options: SeedOptions) =>
      perform(async (terminal) => (await import('./seed/seed.js')).seed(terminal, options)),
    );
}

function numberArgument(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidValue(argumentMessages.COUNT);
  return Number(text);
}
