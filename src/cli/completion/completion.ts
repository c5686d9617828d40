import addTab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'

const EXAMPLES = `
Examples:
  source <(npx cooper completion bash)                                            in ~/.bashrc
  source <(npx cooper completion zsh)                                             in ~/.zshrc, after compinit
  npx cooper completion fish > ~/.config/fish/completions/cooper.fish             once`

/** Completes commands and options at the Tab key. Call it last: it reads the commands that the program has by then. */
export function addCompletion(program: Command) {
  addTab(program, { completionCommandName: 'completion' })
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('Print a script that makes a shell complete commands and options.')
    .addHelpText('after', EXAMPLES)
}
