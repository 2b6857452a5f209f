import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNode, parse, parseDocument } from 'yaml';

const FILES = ['docker-compose.yml', 'docker-compose.cluster.yml'];

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

/** No container engine runs here: the files are checked against the compose schema and against what they promise. */
function lint(...files: readonly string[]) {
  return spawnSync(process.execPath, ['node_modules/dclint/bin/dclint.cjs', '--quiet', ...files], { encoding: 'utf8' });
}

const read = (file: string) =>
  parse(readFileSync(file, 'utf8'), { merge: true, logLevel: 'error' }) as {
    name: string;
    services: Record<string, Service>;
  };

const servicesIn = (file: string) => read(file).services;

const ours = (services: Record<string, Service>) =>
  Object.entries(services).filter(([, { image }]) => image === 'jalon');

describe('the compose files', () => {
  it('are what the compose schema takes', () => {
    const { status, stdout } = lint(...FILES);
    expect([status, stdout.trim()]).toEqual([0, '']);
  });

  it('would be refused with a service of another shape', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jalon-compose-'));
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(
      file,
      'name: x\nservices:\n  one:\n    image: node:24\n    depends_on:\n      two: { condition: soon }\n',
    );
    const { status, stdout } = lint(file);
    expect(status).not.toBe(0);
    expect(stdout).toContain('/services/one/depends_on');
    rmSync(folder, { recursive: true });
  });

  it('give no service twice what both of them say: such lists are joined, and refused', () => {
    const cluster = parseDocument(readFileSync('docker-compose.cluster.yml', 'utf8'), { logLevel: 'error' });
    const single = servicesIn('docker-compose.yml');
    for (const [name, service] of Object.entries(servicesIn('docker-compose.cluster.yml')))
      for (const [key, list] of Object.entries(service)) {
        const before = single[name]?.[key as keyof Service];
        // Volumes are joined by where they are mounted.
        if (key === 'volumes' || !Array.isArray(list) || !Array.isArray(before)) continue;
        const node = cluster.getIn(['services', name, key], true);
        const inPlace = isNode(node) && node.tag === '!override';
        expect([name, key, inPlace || !list.some((item) => before.includes(item))]).toEqual([name, key, true]);
      }
  });

  it('begin nothing before what it needs answers', () => {
    const all = { ...servicesIn('docker-compose.yml') };
    for (const file of FILES)
      for (const { depends_on: needs = {} } of Object.values(servicesIn(file)))
        for (const [name, { condition }] of Object.entries(needs)) {
          const needed = { ...all, ...servicesIn(file) }[name];
          const ends = ['keys', 'password', 'certificates'].includes(name);
          expect([name, condition]).toEqual([name, ends ? 'service_completed_successfully' : 'service_healthy']);
          expect([name, ends || needed?.healthcheck?.test !== undefined]).toEqual([name, true]);
        }
  });

  it('take no database for made before it answers where services ask it', () => {
    // The server that initialises it answers on its socket only, and ends before the permanent one starts.
    expect(servicesIn('docker-compose.yml').postgres?.healthcheck?.test).toContain('--host=127.0.0.1');
  });

  it('keep the cluster apart: a command that forgets its file starts no node of it alone', () => {
    const [single, cluster] = FILES.map((file) => read(file).name);
    expect([single, cluster]).toEqual(['jalon', 'jalon-cluster']);
  });

  it('give the services the authority that vouches for the nodes, and nobody its key', () => {
    const services = servicesIn('docker-compose.cluster.yml');
    const names = (volumes: readonly string[] = []) => volumes.map((volume) => volume.split(':')[0]);
    for (const [name, { image, volumes }] of Object.entries(services)) {
      if (name === 'certificates') continue;
      const node = image !== undefined;
      expect([name, names(volumes)]).toEqual([
        name,
        node ? [expect.stringMatching(/^events(-\d)?$/), 'certificates', 'trust'] : ['trust'],
      ]);
    }
  });

  it('write no password into an URL, where some of its signs would mean something else', () => {
    for (const file of FILES)
      for (const { environment = {} } of Object.values(servicesIn(file)))
        for (const [name, value] of Object.entries(environment).filter(([, text]) => text.includes('://')))
          expect([name, value]).toEqual([name, expect.not.stringMatching(/:[^/]*@|PASSWORD/)]);
  });

  it('let our containers write to nothing but their volumes, and show the services to this machine alone', () => {
    const services = servicesIn('docker-compose.yml');
    expect(ours(services).map(([name]) => name)).toEqual(['keys', 'password', 'api-1', 'api-2', 'projector', 'jalon']);
    for (const [name, { read_only, cap_drop }] of ours(services))
      expect([name, read_only, cap_drop]).toEqual([name, true, ['ALL']]);
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('know no password that anybody could look up, and give a program no more power than it needs', () => {
    for (const file of FILES)
      for (const [name, { environment = {}, image }] of Object.entries(servicesIn(file))) {
        for (const [variable, value] of Object.entries(environment))
          if (/PASSWORD$/.test(variable))
            expect([name, variable, value]).toEqual([name, variable, expect.stringMatching(/^\$\{\w+(:\?.+)?\}$/)]);
        if (image?.startsWith('eventstore/eventstore') || image?.startsWith('postgres'))
          expect(servicesIn(file)[name]).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      }
  });

  it('make the database’s password once, as the server and its clients take it', () => {
    const { command = [] } = servicesIn('docker-compose.yml')['password'] ?? {};
    const script = (command[2] ?? '').replaceAll('$$', '$');
    const folder = mkdtempSync(join(tmpdir(), 'jalon-password-'));
    const made = () => {
      expect(spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
      expect(readdirSync(folder).sort()).toEqual(['pgpass', 'postgres']);
      return ['postgres', 'pgpass'].map((file) => readFileSync(join(folder, file), 'utf8'));
    };
    const [password = '', pgpass] = made();
    expect(password).toMatch(/^[0-9a-f]{64}$/);
    expect(pgpass).toBe(`postgres:5432:jalon:jalon:${password}\n`);
    for (const file of ['postgres', 'pgpass']) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    expect(made()).toEqual([password, pgpass]);
    rmSync(folder, { recursive: true });
  });

  it('run programs that the build makes', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const programs = ours(servicesIn('docker-compose.yml')).flatMap(([, { command = [], entrypoint = [] }]) =>
      [...command, ...entrypoint].filter((word) => word.startsWith('dist/')),
    );
    const inImage = [...dockerfile.matchAll(/dist\/[\w./-]+\.js/g)].map(([program]) => program);
    for (const program of [...programs, ...inImage]) expect([program, existsSync(program)]).toEqual([program, true]);
  });

  it('make the image from what is there, for an account that is not root', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const taken = readFileSync('.dockerignore', 'utf8').matchAll(/^!(.+)$/gm);
    for (const [, path = ''] of taken) expect([path, existsSync(path)]).toEqual([path, true]);
    // Only the base images come from a registry.
    expect(dockerfile).not.toMatch(/^# *syntax *=/m);
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).not.toMatch(/npm|COPY \. /);
  });
});
