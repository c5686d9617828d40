import { controlsTable, shortControlsTable, standardsTable } from './controls-table.ts'
import { settingsTable } from './settings-table.ts'

type Tables = Readonly<Record<string, () => string>>

/** The generated tables of each page, by the name of the marks around them. */
export const GENERATED: Readonly<Record<string, Tables>> = {
  'README.md': { controls: shortControlsTable },
  'docs/configuration.md': { settings: settingsTable },
  'docs/controls.md': { controls: controlsTable, standards: standardsTable },
}

/** A page with each table between its two marks generated again. */
export const withTables = (text: string, tables: Tables): string =>
  Object.entries(tables).reduce((page, [name, table]) => {
    const marks = new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, 's')
    if (!marks.test(page)) throw new Error(`Cannot find the marks of the table "${name}"`)
    return page.replace(marks, (_all, start, end) => `${start}\n${table()}\n\n${end}`)
  }, text)
