// Runs the browser tests with Node's own test runner.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', 'browser/pages.test.mjs'], { stdio: 'inherit' })
process.exit(status ?? 1)
