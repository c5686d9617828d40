import { readFileSync, writeFileSync } from 'node:fs'
import { withControlsTable } from './controls-table.ts'

writeFileSync('README.md', withControlsTable(readFileSync('README.md', 'utf8')))
