import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { processMetrics } from '@jalon/engine/process';
import { makeMetrics } from '../../apps/api/src/operations/metrics.js';

const PAGE = readFileSync('docs/operations/monitoring.md', 'utf8');
const UNITS = ['jalon-api', 'jalon-projector'] as const;

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const { groups } = parse(readFileSync('examples/prometheus/jalon.rules.yml', 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

const UNKNOWN = {
  reach: { events: null, views: null, keys: null, 'destroyed-keys': null, records: null },
  unwritable: [],
  views: null,
  corruptEvents: 0,
  streamsAheadOfClock: 0,
} as const;
const namesIn = (text: string) => [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!);
const ofService = async () => namesIn(await makeMetrics().read({ ...UNKNOWN, projector: 'none' }, 0));
const ofProjector = async () => namesIn(await processMetrics().read({ ...UNKNOWN, projector: 'works' }));
/** The first cells of a table's rows. */
const rowsOf = (head: string) => {
  const [, table = ''] = PAGE.split(new RegExp(`^\\| ${head} .*$`, 'm'));
  return [...table.split('\n\n', 1)[0]!.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
};

describe('the page on watching', () => {
  it('names every metric of ours, and none that there is not', async () => {
    const ours = (await ofService()).filter((name) => name.startsWith('jalon_'));
    expect(ours.length).toBeGreaterThan(8);
    expect([...rowsOf('Metric')].sort()).toEqual([...ours].sort());
  });

  it('says which of them a projector has: the first eleven', async () => {
    const ours = (await ofProjector()).filter((name) => name.startsWith('jalon_'));
    expect([...rowsOf('Metric').slice(0, 11)].sort()).toEqual([...ours].sort());
  });

  it('says what to do about every alert', () => {
    expect(rowsOf('Alert')).toEqual(rules.map(({ alert }) => alert));
  });
});

describe('the rules for Prometheus', () => {
  it('ask for metrics that there are', async () => {
    const known = await ofService();
    const asked = rules.flatMap(({ expr }) => expr.match(/\b(jalon|process|nodejs)_\w+/g) ?? []);
    expect(asked.length).toBeGreaterThan(9);
    const named = asked.map((name) => name.replace(/_(bucket|count|sum)$/, ''));
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe.each(UNITS)('the unit %s', (name) => {
  const unit = readFileSync(`examples/systemd/${name}.service`, 'utf8');
  const settings = unit.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('is started again, unless only somebody can mend why it ended', () => {
    expect(settings).toEqual(
      expect.arrayContaining(['Restart=on-failure', 'RestartPreventExitStatus=78', 'StartLimitIntervalSec=0']),
    );
  });

  it('gains no rights, and writes nowhere but where it says', () => {
    expect(settings).toEqual(
      expect.arrayContaining(['NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'User=jalon']),
    );
    expect(settings).toContain(`StateDirectory=${name}`);
    expect(unit).toContain(`JALON_DATA_DIR=/var/lib/${name} `);
  });

  it('runs what the image runs, and leaves a stop the time that it takes', () => {
    const app = name.replace('jalon-', '');
    expect(settings).toContain(`ExecStart=/usr/bin/node dist/bin/${app}.js`);
    expect(settings).toContain('TimeoutStopSec=15');
  });
});
