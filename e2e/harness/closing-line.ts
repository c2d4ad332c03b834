import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Closes the run with one line that a person and a machine can read. */
export default class ClosingLine implements Reporter {
  private tests: TestCase[] = [];

  onBegin(_: unknown, suite: Suite): void {
    this.tests = suite.allTests();
  }

  onEnd(result: FullResult): void {
    const passed = this.tests.filter((test) => test.outcome() === 'expected' && test.results.length > 0).length;
    console.log(`\ne2e: ${passed} passed, ${this.tests.length - passed} failed`);
    if (result.status !== 'passed') console.log('What each screen showed and each server logged is in e2e/results.');
  }

  printsToStdio(): boolean {
    return false; // the list reporter shows the tests
  }
}
