// The last line of every test run: whether it has met a real server. What was not run is never passed over as passed.

const REAL = /[\\/]test[\\/]eventstoredb[\\/]/;

export default class RealStores {
  onRunComplete(_contexts, { testResults }) {
    const suites = testResults.filter(({ testFilePath }) => REAL.test(testFilePath));
    const sum = (kind) => suites.reduce((total, suite) => total + suite[kind], 0);
    const told = suites.length === 0 ? 'NOT RUN' : `${sum('numPassingTests')} passed, ${sum('numFailingTests')} failed`;
    process.stderr.write(`real EventStoreDB: ${told}\n`);
  }
}
