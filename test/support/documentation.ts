import { readdirSync, readFileSync } from 'node:fs'

const PAGES = readdirSync('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)

/** Every page of the documentation, by its path. */
export const DOCUMENTS: ReadonlyMap<string, string> = new Map(
  [
    ...['README.md', 'SKILL.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'BENCHMARKS.md'],
    ...['events/README.md', ...PAGES],
  ].map((file) => [file, readFileSync(file, 'utf8').replaceAll('\r\n', '\n')]),
)

export interface ShellLine {
  readonly file: string
  readonly command: string
  /** The output below the block, if the command is its last line. */
  readonly output: string | undefined
}

const BLOCK = /^( *)```sh\n(.*?)^\1```\n(?:\n```text\n(.*?)^```\n)?/gms

/** The lines of all `sh` blocks, without comments. Lines that continue after a backslash are joined. */
export const SHELL_LINES: readonly ShellLine[] = [...DOCUMENTS].flatMap(([file, text]) =>
  [...text.matchAll(BLOCK)].flatMap(([, , block = '', output]) => {
    const lines = block
      .replace(/\\\n */g, '')
      .split('\n')
      .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
      .filter((line) => line !== '')
    return lines.map((command, place) => ({
      ...{ file, command, output: place === lines.length - 1 ? output : undefined },
    }))
  }),
)

/** A page without its blocks of code, which contain no links or headings. */
export const withoutBlocks = (text: string): string => text.replace(/^( *)```.*?^\1```$/gms, '')

/** The anchors of a page's headings, as GitHub makes them. */
export const anchorsOf = (text: string): readonly string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** The targets of a page's links and pictures that are in this repository. */
export const linksOf = (text: string): readonly string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
