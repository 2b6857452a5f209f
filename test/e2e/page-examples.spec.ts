import { shellOf } from './page-blocks.js';
import { removeFolders, startService, type Service } from './service.js';
import { inAShell } from './shell.js';

// A shell that starts a process for most of its lines.
jest.setTimeout(300_000);

/** The live stream never ends by itself. */
const BRIEF_CURL = 'curl() { command curl --max-time 3 "$@" 2>/dev/null || [ $? = 28 ]; }';

describe('the examples of', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(async () => {
    await service.end();
    removeFolders(service.folders);
  });

  it('the page on the API are answered', async () => {
    const blocks = shellOf('docs/api.md', '').map((block) => block.replaceAll('/tmp', service.folders.root));
    const script = [BRIEF_CURL, ...blocks, `head -1 "${service.folders.root}/heures.csv"`];
    const { stdout, stderr } = await inAShell(script, service, '-e', '-o', 'pipefail');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"id":.*"type":"EmployerRegistered"/);
    expect(stdout).toMatch(/^data: \{"position":.*"type":"EmployerRegistered"/m);
    expect(stdout).toMatch(/^\uFEFF.*;/m);
  });

  it('the page on the command line do what they say', async () => {
    const { stdout } = await inAShell(shellOf('docs/cli.md', ''), service, '-e', '-o', 'pipefail');
    expect(stdout).toContain('45 rows read: 40 would be published');
    expect(stdout).toContain('try-out: ');
    expect(stdout).toMatch(/MissionConfirmed {2}\w+ [0-9a-f-]{36}$/m);
    expect(stdout).toMatch(/^missions /m);
  });
});
