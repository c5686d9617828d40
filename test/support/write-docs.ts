import { readFileSync, writeFileSync } from 'node:fs'
import { GENERATED, withTables } from './generated-tables.ts'

for (const [file, tables] of Object.entries(GENERATED)) {
  writeFileSync(file, withTables(readFileSync(file, 'utf8'), tables))
}
