// The last lines of every test run: whether it has met a real server, and a cluster of them. What was not run is never passed
// over as passed.

const REAL = /[\\/]test[\\/]eventstoredb[\\/]/;
const CLUSTER = /[\\/]test[\\/]eventstoredb[\\/]cluster\.spec/;

function told(suites) {
  const sum = (kind) => suites.reduce((total, suite) => total + suite[kind], 0);
  const [passed, failed, skipped] = [sum('numPassingTests'), sum('numFailingTests'), sum('numPendingTests')];
  if (passed + failed === 0 && suites.every(({ testExecError }) => !testExecError)) return 'NOT RUN';
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} NOT RUN` : ''}`;
}

export default class RealStores {
  onRunComplete(_contexts, { testResults }) {
    const real = testResults.filter(({ testFilePath }) => REAL.test(testFilePath));
    const [clusters, servers] = [true, false].map((is) =>
      real.filter(({ testFilePath }) => CLUSTER.test(testFilePath) === is),
    );
    process.stderr.write(`real EventStoreDB: ${told(servers)}\nreal EventStoreDB, a cluster: ${told(clusters)}\n`);
  }
}
